package main

import (
	"strings"

	ccpm "github.com/confluentinc/ccloud-sdk-go-v2/ccpm/v1"
)

func (w *world) here() *ccpm.EnvScopedObjectReference {
	return &ccpm.EnvScopedObjectReference{Id: w.Environment}
}

func (w *world) presignVersion(cloud string) ccpm.CcpmV1PresignedUrl {
	request := ccpm.CcpmV1PresignedUrl{ContentFormat: to("zip"), Cloud: &cloud, Environment: w.here()}
	answer, response, err := w.ccpm.PresignedUrlsCcpmV1Api.CreateCcpmV1PresignedUrl(w.ctx).CcpmV1PresignedUrl(request).Execute()
	went(err)
	same("the status", response.StatusCode, 201)
	return answer
}

// sent uploads an archive to a cloud's store in that store's way.
func (w *world) sent(cloud string) string {
	presigned := w.presignVersion(cloud)
	switch url := presigned.GetUploadUrl(); cloud {
	case "AWS":
		post(url, presigned.GetUploadFormData(), archive())
	case "AZURE":
		put(url, "application/zip", archive(), 201)
	default:
		put(url, "application/zip", archive(), 200)
	}
	return presigned.GetUploadId()
}

func (w *world) version(number, upload string) ccpm.CcpmV1CustomConnectPluginVersion {
	presigned := ccpm.NewCcpmV1UploadSourcePresignedUrl("PRESIGNED_URL_LOCATION", upload)
	source := ccpm.CcpmV1UploadSourcePresignedUrlAsCcpmV1CustomConnectPluginVersionSpecUploadSourceOneOf(presigned)
	classes := []ccpm.CcpmV1ConnectorClass{{ClassName: "org.example.Echo", Type: "SINK"}}
	return ccpm.CcpmV1CustomConnectPluginVersion{Spec: &ccpm.CcpmV1CustomConnectPluginVersionSpec{
		Version: &number, ConnectorClasses: &classes, UploadSource: &source, Environment: w.here(),
	}}
}

func (w *world) versions() {
	for _, cloud := range []string{"AWS", "AZURE", "GCP"} {
		w.versionsAt(cloud)
	}
	w.step("plugins with versions are listed by cloud", func() {
		list, _, err := w.ccpm.CustomConnectPluginsCcpmV1Api.ListCcpmV1CustomConnectPlugins(w.ctx).Environment(w.Environment).SpecCloud("AZURE").PageSize(10).Execute()
		went(err)
		same("the number of plugins", len(list.Data), 1)
		same("the cloud", list.Data[0].Spec.GetCloud(), "AZURE")
	})
	w.step("a list without its environment is refused", func() {
		_, response, err := w.ccpm.CustomConnectPluginsCcpmV1Api.ListCcpmV1CustomConnectPlugins(w.ctx).Environment("").Execute()
		refused(err, response, 400, "environment", true)
	})
	w.pluginWithoutVersions()
}

func (w *world) versionsAt(cloud string) {
	plugins, versions := w.ccpm.CustomConnectPluginsCcpmV1Api, w.ccpm.CustomConnectPluginVersionsCcpmV1Api
	plugin, id, upload := "", "", ""
	w.step("a plugin with versions is created at "+cloud, func() {
		body := ccpm.CcpmV1CustomConnectPlugin{Spec: &ccpm.CcpmV1CustomConnectPluginSpec{
			DisplayName: to("echo at " + cloud), Cloud: &cloud, Environment: w.here(),
		}}
		created, response, err := plugins.CreateCcpmV1CustomConnectPlugin(w.ctx).CcpmV1CustomConnectPlugin(body).Execute()
		went(err)
		same("the status", response.StatusCode, 202)
		same("the language", created.Spec.GetRuntimeLanguage(), "JAVA")
		plugin = created.GetId()
	})
	w.step("an archive is uploaded to the store of "+cloud, func() { upload = w.sent(cloud) })
	w.step("a version is made from it and is PROCESSING", func() {
		created, response, err := versions.CreateCcpmV1CustomConnectPluginVersion(w.ctx, plugin).CcpmV1CustomConnectPluginVersion(w.version("1.0.0", upload)).Execute()
		went(err)
		same("the status", response.StatusCode, 202)
		same("the phase", created.Status.Phase, "PROCESSING")
		same("the format", created.Spec.GetContentFormat(), "ZIP")
		id = created.GetId()
	})
	w.step("it comes to be READY", func() {
		settled("the phase", "READY", func() string {
			version, _, err := versions.GetCcpmV1CustomConnectPluginVersion(w.ctx, plugin, id).Environment(w.Environment).Execute()
			went(err)
			return version.Status.Phase
		})
	})
	w.step("the same version cannot be made twice", func() {
		_, response, err := versions.CreateCcpmV1CustomConnectPluginVersion(w.ctx, plugin).CcpmV1CustomConnectPluginVersion(w.version("1.0.0", w.sent(cloud))).Execute()
		refused(err, response, 409, "already", true)
	})
	w.step("versions are listed whole", func() {
		list, _, err := versions.ListCcpmV1CustomConnectPluginVersions(w.ctx, plugin).Environment(w.Environment).Execute()
		went(err)
		same("the number of versions", len(list.Data), 1)
		same("the classes", list.Data[0].Spec.GetConnectorClasses(), []ccpm.CcpmV1ConnectorClass{{ClassName: "org.example.Echo", Type: "SINK"}})
	})
	if cloud == "AZURE" {
		return
	}
	w.step("the version is deleted, then the plugin at "+cloud, func() {
		response, err := versions.DeleteCcpmV1CustomConnectPluginVersion(w.ctx, plugin, id).Environment(w.Environment).Execute()
		went(err)
		same("the status", response.StatusCode, 204)
		_, response, err = versions.GetCcpmV1CustomConnectPluginVersion(w.ctx, plugin, id).Environment(w.Environment).Execute()
		refused(err, response, 404, "failed to retrieve", true)
		response, err = plugins.DeleteCcpmV1CustomConnectPlugin(w.ctx, plugin).Environment(w.Environment).Execute()
		went(err)
		same("the status", response.StatusCode, 204)
	})
}

func (w *world) pluginWithoutVersions() {
	api := w.ccpm.CustomConnectPluginsCcpmV1Api
	id := ""
	w.step("name and description of a plugin are changed", func() {
		body := ccpm.CcpmV1CustomConnectPlugin{Spec: &ccpm.CcpmV1CustomConnectPluginSpec{
			DisplayName: to("shell"), Cloud: to("AWS"), Environment: w.here(),
		}}
		created, _, err := api.CreateCcpmV1CustomConnectPlugin(w.ctx).CcpmV1CustomConnectPlugin(body).Execute()
		went(err)
		id = created.GetId()
		update := ccpm.CcpmV1CustomConnectPluginUpdate{Spec: &ccpm.CcpmV1CustomConnectPluginSpecUpdate{Description: to("empty"), Environment: w.here()}}
		changed, _, err := api.UpdateCcpmV1CustomConnectPlugin(w.ctx, id).CcpmV1CustomConnectPluginUpdate(update).Execute()
		went(err)
		same("the name", changed.Spec.GetDisplayName(), "shell")
		same("the description", changed.Spec.GetDescription(), "empty")
	})
	w.step("a plugin is read within its environment only", func() {
		found, _, err := api.GetCcpmV1CustomConnectPlugin(w.ctx, id).Environment(w.Environment).Execute()
		went(err)
		holds("the environment is told", strings.HasPrefix(found.Spec.Environment.Id, "env-"))
		_, response, err := api.GetCcpmV1CustomConnectPlugin(w.ctx, id).Environment("env-other").Execute()
		refused(err, response, 404, "not_found", true)
	})
	w.step("a plugin without versions is deleted", func() {
		_, err := api.DeleteCcpmV1CustomConnectPlugin(w.ctx, id).Environment(w.Environment).Execute()
		went(err)
		response, err := api.DeleteCcpmV1CustomConnectPlugin(w.ctx, id).Environment(w.Environment).Execute()
		refused(err, response, 404, "not_found", true)
	})
}
