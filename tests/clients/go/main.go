// Drives every operation that Confluent's own Go clients have against a running sandbox, whose announcement (the line
// of JSON that `cconnect sandbox serve -o json` prints) is read from standard input.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	cam "github.com/confluentinc/ccloud-sdk-go-v2/cam/v1"
	ccpm "github.com/confluentinc/ccloud-sdk-go-v2/ccpm/v1"
	custom "github.com/confluentinc/ccloud-sdk-go-v2/connect-custom-plugin/v1"
	connect "github.com/confluentinc/ccloud-sdk-go-v2/connect/v1"
)

type access struct {
	Endpoint    string `json:"endpoint"`
	Key         string `json:"api_key"`
	Secret      string `json:"api_secret"`
	Environment string `json:"environment"`
	Cluster     string `json:"cluster"`
}

// world is one sandbox as the four clients see it. Each client has its own key for the credentials in a context.
type world struct {
	steps
	access
	ctx     context.Context
	connect *connect.APIClient
	custom  *custom.APIClient
	ccpm    *ccpm.APIClient
	cam     *cam.APIClient
}

func newWorld(access access) *world {
	w := &world{access: access, ctx: signedIn(access.Key, access.Secret)}
	connectors := connect.NewConfiguration()
	connectors.Servers = connect.ServerConfigurations{{URL: access.Endpoint}}
	w.connect = connect.NewAPIClient(connectors)
	plugins := custom.NewConfiguration()
	plugins.Servers = custom.ServerConfigurations{{URL: access.Endpoint}}
	w.custom = custom.NewAPIClient(plugins)
	versions := ccpm.NewConfiguration()
	versions.Servers = ccpm.ServerConfigurations{{URL: access.Endpoint}}
	w.ccpm = ccpm.NewAPIClient(versions)
	artifacts := cam.NewConfiguration()
	artifacts.Servers = cam.ServerConfigurations{{URL: access.Endpoint}}
	w.cam = cam.NewAPIClient(artifacts)
	return w
}

func signedIn(key, secret string) context.Context {
	ctx := context.WithValue(context.Background(), connect.ContextBasicAuth, connect.BasicAuth{UserName: key, Password: secret})
	ctx = context.WithValue(ctx, custom.ContextBasicAuth, custom.BasicAuth{UserName: key, Password: secret})
	ctx = context.WithValue(ctx, ccpm.ContextBasicAuth, ccpm.BasicAuth{UserName: key, Password: secret})
	return context.WithValue(ctx, cam.ContextBasicAuth, cam.BasicAuth{UserName: key, Password: secret})
}

func main() {
	var access access
	if err := json.NewDecoder(os.Stdin).Decode(&access); err != nil {
		fmt.Println("FAILED the announcement of the sandbox cannot be read:", err)
		os.Exit(1)
	}
	w := newWorld(access)
	w.strangers()
	w.managedPlugins()
	w.connectors()
	w.offsets()
	w.customPlugins()
	w.versions()
	w.artifacts()
	fmt.Printf("%d steps passed, 0 failed\n", w.count)
}

// strangers are refused by every API in its own shape.
func (w *world) strangers() {
	stranger := signedIn(w.Key, "wrong")
	w.step("connectors refuse a wrong secret", func() {
		_, response, err := w.connect.ConnectorsConnectV1Api.ListConnectv1Connectors(stranger, w.Environment, w.Cluster).Execute()
		refused(err, response, 401, "Unauthorized", true)
	})
	w.step("custom connector plugins refuse a wrong secret", func() {
		_, response, err := w.custom.CustomConnectorPluginsConnectV1Api.ListConnectV1CustomConnectorPlugins(stranger).Execute()
		refused(err, response, 401, "unauthenticated", true)
	})
	w.step("custom connect plugins refuse a wrong secret", func() {
		_, response, err := w.ccpm.CustomConnectPluginsCcpmV1Api.ListCcpmV1CustomConnectPlugins(stranger).Environment(w.Environment).Execute()
		refused(err, response, 401, "unauthenticated", true)
	})
	w.step("artifacts refuse a wrong secret", func() {
		_, response, err := w.cam.ConnectArtifactsCamV1Api.ListCamV1ConnectArtifacts(stranger).SpecCloud("AWS").Environment(w.Environment).Execute()
		refused(err, response, 401, "unauthenticated", true)
	})
	w.step("another environment has no connectors", func() {
		_, response, err := w.connect.ConnectorsConnectV1Api.ListConnectv1Connectors(w.ctx, "env-other", w.Cluster).Execute()
		refused(err, response, 404, "account not found", true)
	})
}
