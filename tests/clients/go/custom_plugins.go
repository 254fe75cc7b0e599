package main

import (
	"fmt"
	"net/url"

	custom "github.com/confluentinc/ccloud-sdk-go-v2/connect-custom-plugin/v1"
)

func source(id string) *custom.ConnectV1CustomConnectorPluginUploadSourceOneOf {
	presigned := custom.NewConnectV1UploadSourcePresignedUrl("PRESIGNED_URL_LOCATION", id)
	return to(custom.ConnectV1UploadSourcePresignedUrlAsConnectV1CustomConnectorPluginUploadSourceOneOf(presigned))
}

func (w *world) presign() *custom.ConnectV1PresignedUrl {
	request := custom.ConnectV1PresignedUrlRequest{ContentFormat: to("zip")}
	answer, _, err := w.custom.PresignedUrlsConnectV1Api.PresignedUploadUrlConnectV1PresignedUrl(w.ctx).ConnectV1PresignedUrlRequest(request).Execute()
	went(err)
	return &answer
}

func (w *world) uploaded() string {
	presigned := w.presign()
	post(presigned.GetUploadUrl(), presigned.GetUploadFormData(), archive())
	return presigned.GetUploadId()
}

func (w *world) customPlugins() {
	api := w.custom.CustomConnectorPluginsConnectV1Api
	upload, id := "", ""
	body := func(name, upload string) custom.ConnectV1CustomConnectorPlugin {
		return custom.ConnectV1CustomConnectorPlugin{
			DisplayName: &name, ConnectorClass: to("org.example.Echo"), ConnectorType: to("SINK"),
			SensitiveConfigProperties: &[]string{"echo.token"}, UploadSource: source(upload),
		}
	}
	create := func(name, upload string) custom.ConnectV1CustomConnectorPlugin {
		plugin, response, err := api.CreateConnectV1CustomConnectorPlugin(w.ctx).ConnectV1CustomConnectorPlugin(body(name, upload)).Execute()
		went(err)
		same("the status", response.StatusCode, 201)
		holds("it is told where the plugin is", response.Header.Get("Location") != "")
		return plugin
	}
	w.step("an upload is announced with all form fields", func() {
		presigned := w.presign()
		same("the format", presigned.GetContentFormat(), "ZIP")
		for _, field := range []string{"bucket", "key", "policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token", "x-amz-signature"} {
			_, is := presigned.GetUploadFormData()[field].(string)
			holds("the form has the field "+field, is)
		}
	})
	w.step("a plugin whose archive never arrived is refused", func() {
		_, response, err := api.CreateConnectV1CustomConnectorPlugin(w.ctx).ConnectV1CustomConnectorPlugin(body("echo", w.presign().GetUploadId())).Execute()
		refused(err, response, 422, "upload", true)
	})
	w.step("an archive is uploaded by a form, file last", func() { upload = w.uploaded() })
	w.step("a plugin is created from it", func() {
		plugin := create("echo", upload)
		id = plugin.GetId()
		same("the class", plugin.GetConnectorClass(), "org.example.Echo")
		same("the format", plugin.GetContentFormat(), "ZIP")
		holds("the upload is not told again", plugin.UploadSource == nil)
	})
	w.step("it is read", func() {
		plugin, _, err := api.GetConnectV1CustomConnectorPlugin(w.ctx, id).Execute()
		went(err)
		same("the sensitive properties", plugin.GetSensitiveConfigProperties(), []string{"echo.token"})
	})
	w.step("its name is changed and nothing else", func() {
		update := custom.ConnectV1CustomConnectorPluginUpdate{DisplayName: to("echo two")}
		plugin, _, err := api.UpdateConnectV1CustomConnectorPlugin(w.ctx, id).ConnectV1CustomConnectorPluginUpdate(update).Execute()
		went(err)
		same("the name", plugin.GetDisplayName(), "echo two")
		same("the sensitive properties", plugin.GetSensitiveConfigProperties(), []string{"echo.token"})
	})
	w.step("plugins are listed a page at a time", func() {
		for number := range 4 {
			create(fmt.Sprint("more ", number), upload)
		}
		seen, token := []string{}, ""
		for page := 0; page == 0 || token != ""; page++ {
			request := api.ListConnectV1CustomConnectorPlugins(w.ctx).PageSize(2)
			if token != "" {
				request = request.PageToken(token)
			}
			list, _, err := request.Execute()
			went(err)
			for _, plugin := range list.Data {
				seen = append(seen, plugin.GetDisplayName())
			}
			token = tokenOf(list.Metadata.Next.Get())
		}
		same("the plugins", seen, []string{"echo two", "more 0", "more 1", "more 2", "more 3"})
	})
	w.customConnector(id)
	w.step("a plugin is deleted", func() {
		response, err := api.DeleteConnectV1CustomConnectorPlugin(w.ctx, id).Execute()
		went(err)
		same("the status", response.StatusCode, 204)
	})
	w.step("a missing plugin is neither read nor deleted", func() {
		_, response, err := api.GetConnectV1CustomConnectorPlugin(w.ctx, id).Execute()
		refused(err, response, 404, "not_found", true)
		response, err = api.DeleteConnectV1CustomConnectorPlugin(w.ctx, id).Execute()
		refused(err, response, 404, "not_found", true)
	})
}

func (w *world) customConnector(plugin string) {
	w.step("a custom connector is made from a plugin", func() {
		_, _, err := w.create("echo", map[string]string{
			"confluent.connector.type": "CUSTOM", "confluent.custom.plugin.id": plugin, "name": "echo",
			"kafka.api.key": "key", "kafka.api.secret": "secret", "echo.token": "hidden",
		})
		went(err)
		connector, _, err := w.read("echo")
		went(err)
		same("the class", connector.Config["connector.class"], "org.example.Echo")
		same("the sensitive setting", connector.Config["echo.token"], mask)
		same("the type", connector.GetType(), "sink")
	})
	w.step("a plugin in use cannot be deleted", func() {
		response, err := w.custom.CustomConnectorPluginsConnectV1Api.DeleteConnectV1CustomConnectorPlugin(w.ctx, plugin).Execute()
		refused(err, response, 409, "resource_conflict", false)
	})
	w.step("a custom connector has no offsets", func() {
		_, response, err := w.connect.OffsetsConnectV1Api.GetConnectv1ConnectorOffsets(w.ctx, "echo", w.Environment, w.Cluster).Execute()
		refused(err, response, 400, "offsets", true)
	})
	w.step("the custom connector is deleted", func() { w.remove("echo") })
}

// tokenOf finds the page token in the link to the next page, which is empty or missing on the last one.
func tokenOf(next *string) string {
	if next == nil {
		return ""
	}
	link, err := url.Parse(*next)
	went(err)
	return link.Query().Get("page_token")
}
