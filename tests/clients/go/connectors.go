package main

import (
	"net/http"
	"strings"

	connect "github.com/confluentinc/ccloud-sdk-go-v2/connect/v1"
)

const mask = "****************"

func datagen(name string) map[string]string {
	return map[string]string{
		"connector.class": "DatagenSource", "name": name, "kafka.api.key": "key", "kafka.api.secret": "secret",
		"kafka.topic": "orders", "quickstart": "ORDERS", "output.data.format": "JSON", "tasks.max": "2",
	}
}

func (w *world) create(name string, config map[string]string) (connect.ConnectV1ConnectorWithOffsets, *http.Response, error) {
	body := connect.InlineObject{Name: &name, Config: &config}
	return w.connect.ConnectorsConnectV1Api.CreateConnectv1Connector(w.ctx, w.Environment, w.Cluster).InlineObject(body).Execute()
}

func (w *world) replace(name string, config map[string]string) (connect.ConnectV1Connector, *http.Response, error) {
	return w.connect.ConnectorsConnectV1Api.CreateOrUpdateConnectv1ConnectorConfig(w.ctx, name, w.Environment, w.Cluster).RequestBody(config).Execute()
}

func (w *world) read(name string) (connect.ConnectV1Connector, *http.Response, error) {
	return w.connect.ConnectorsConnectV1Api.ReadConnectv1Connector(w.ctx, name, w.Environment, w.Cluster).Execute()
}

func (w *world) status(name string) connect.InlineResponse2001 {
	status, _, err := w.connect.StatusConnectV1Api.ReadConnectv1ConnectorStatus(w.ctx, name, w.Environment, w.Cluster).Execute()
	went(err)
	return status
}

func (w *world) becomes(name, state string) {
	settled("the state of "+name, state, func() string { return w.status(name).Connector.State })
}

func (w *world) remove(name string) {
	answer, response, err := w.connect.ConnectorsConnectV1Api.DeleteConnectv1Connector(w.ctx, name, w.Environment, w.Cluster).Execute()
	went(err)
	same("the status", response.StatusCode, 200)
	holds("a deletion answers a null error", answer.Error == nil)
}

func (w *world) names() []string {
	names, _, err := w.connect.ConnectorsConnectV1Api.ListConnectv1Connectors(w.ctx, w.Environment, w.Cluster).Execute()
	went(err)
	return names
}

func (w *world) managedPlugins() {
	api := w.connect.ManagedConnectorPluginsConnectV1Api
	w.step("managed plugins are listed with class, type and version", func() {
		plugins, _, err := api.ListConnectv1ConnectorPlugins(w.ctx, w.Environment, w.Cluster).Execute()
		went(err)
		types := map[string]string{}
		for _, plugin := range plugins {
			types[plugin.Class] = plugin.Type
			holds("a plugin has a version", plugin.GetVersion() != "")
		}
		same("the plugins", types, map[string]string{"DatagenSource": "source", "S3_SINK": "sink"})
	})
	validate := func(config map[string]string) connect.InlineResponse2003 {
		answer, _, err := api.ValidateConnectv1ConnectorPlugin(w.ctx, "DatagenSource", w.Environment, w.Cluster).RequestBody(config).Execute()
		went(err)
		return answer
	}
	w.step("a good configuration has no errors, and its secrets stay masked", func() {
		answer := validate(datagen("orders"))
		same("the error count", answer.GetErrorCount(), int32(0))
		for _, setting := range answer.GetConfigs() {
			if setting.Definition.GetName() == "kafka.api.secret" {
				same("the secret", setting.Value.GetValue(), mask)
			}
		}
	})
	w.step("a plugin is described by validating nothing but its class", func() {
		answer := validate(map[string]string{"connector.class": "DatagenSource"})
		holds("there are groups", len(answer.GetGroups()) > 0)
		errors := 0
		for _, setting := range answer.GetConfigs() {
			if len(setting.Value.GetErrors()) > 0 {
				errors++
			}
		}
		same("the settings with errors", int32(errors), answer.GetErrorCount())
		holds("required settings are missed", errors > 0)
	})
	w.step("an unknown plugin cannot validate", func() {
		_, response, err := api.ValidateConnectv1ConnectorPlugin(w.ctx, "NoSuchPlugin", w.Environment, w.Cluster).RequestBody(datagen("n")).Execute()
		refused(err, response, 404, "resource not found", true)
	})
}

func (w *world) connectors() {
	w.step("there are no connectors at first", func() { same("the names", w.names(), []string{}) })
	w.step("a connector is created, its secrets masked, without tasks yet", func() {
		created, response, err := w.create("orders", datagen("orders"))
		went(err)
		same("the status", response.StatusCode, 201)
		same("the name", created.Name, "orders")
		same("the type", created.GetType(), "source")
		same("the secret", created.Config["kafka.api.secret"], mask)
		same("the tasks", len(created.GetTasks()), 0)
		same("the offsets", len(created.GetOffsets()), 0)
	})
	w.step("it is PROVISIONING first", func() { same("the state", w.status("orders").Connector.State, "PROVISIONING") })
	w.step("its name cannot be used again", func() {
		_, response, err := w.create("orders", datagen("orders"))
		refused(err, response, 409, "already exists", false)
	})
	w.step("a create without a class is refused in the flat shape", func() {
		_, response, err := w.create("n", map[string]string{"name": "n"})
		refused(err, response, 400, "connector.class", true)
		model := err.(answered).Model().(connect.InlineResponse400)
		holds("the message is decoded", strings.Contains(model.GetMessage(), "connector.class"))
	})
	w.step("the names of connectors are listed", func() { same("the names", w.names(), []string{"orders"}) })
	w.expansion()
	w.step("a connector is read", func() {
		connector, _, err := w.read("orders")
		went(err)
		same("the class", connector.Config["connector.class"], "DatagenSource")
	})
	w.step("its configuration is read with what the server added", func() {
		config, _, err := w.connect.ConnectorsConnectV1Api.GetConnectv1ConnectorConfig(w.ctx, "orders", w.Environment, w.Cluster).Execute()
		went(err)
		same("the key", config["kafka.api.key"], mask)
		holds("the cloud is told", config["cloud.provider"] != "")
	})
	w.step("it comes to be RUNNING", func() { w.becomes("orders", "RUNNING") })
	w.step("its status tells worker and tasks", func() {
		status := w.status("orders")
		same("the worker", status.Connector.WorkerId, "orders")
		same("the trace", status.Connector.GetTrace(), "")
		same("the tasks", len(status.GetTasks()), 2)
		same("the state of a task", status.GetTasks()[1].State, "RUNNING")
	})
	w.step("its tasks are listed", func() {
		tasks, _, err := w.connect.StatusConnectV1Api.ListConnectv1ConnectorTasks(w.ctx, "orders", w.Environment, w.Cluster).Execute()
		went(err)
		same("the tasks", len(tasks), 2)
	})
	w.lifecycle()
	w.replacing()
	w.naming()
	w.step("a connector that cannot start FAILS and says why", func() {
		config := datagen("broken")
		config["sandbox.fail"] = "kafka.topic: not authorized"
		_, _, err := w.create("broken", config)
		went(err)
		w.becomes("broken", "FAILED")
		status := w.status("broken")
		trace := status.Connector.GetTrace()
		holds("the trace names the setting", strings.Contains(trace, "kafka.topic: not authorized"))
	})
	for _, name := range []string{"broken", "put", "orders"} {
		w.step("the connector "+name+" is deleted", func() { w.remove(name) })
	}
	w.step("nothing is left of them", func() { same("the names", w.names(), []string{}) })
	w.missing()
}

func (w *world) expansion() {
	w.step("connectors are listed with id, info and status", func() {
		all, _, err := w.connect.ConnectorsConnectV1Api.ListConnectv1ConnectorsWithExpansions(w.ctx, w.Environment, w.Cluster).Expand("id,info,status").Execute()
		went(err)
		orders := all["orders"]
		holds("the id is one of managed connectors", strings.HasPrefix(orders.Id.GetId(), "lcc-"))
		same("the kind of id", orders.Id.GetIdType(), "ID")
		info := orders.Info.GetConfig()
		same("the class", info["connector.class"], "DatagenSource")
		same("the worker", orders.Status.Connector.WorkerId, "orders")
		same("the type", orders.Status.Type, "source")
	})
}

func (w *world) lifecycle() {
	api := w.connect.LifecycleConnectV1Api
	w.step("a connector is paused", func() {
		response, err := api.PauseConnectv1Connector(w.ctx, "orders", w.Environment, w.Cluster).Execute()
		went(err)
		same("the status", response.StatusCode, 202)
		w.becomes("orders", "PAUSED")
	})
	w.step("it is resumed", func() {
		response, err := api.ResumeConnectv1Connector(w.ctx, "orders", w.Environment, w.Cluster).Execute()
		went(err)
		same("the status", response.StatusCode, 202)
		w.becomes("orders", "RUNNING")
	})
	w.step("resuming what runs is harmless", func() {
		_, err := api.ResumeConnectv1Connector(w.ctx, "orders", w.Environment, w.Cluster).Execute()
		went(err)
	})
}

func (w *world) replacing() {
	w.step("a configuration is replaced whole", func() {
		config := datagen("orders")
		config["tasks.max"] = "1"
		connector, response, err := w.replace("orders", config)
		went(err)
		same("the status", response.StatusCode, 200)
		same("the tasks", connector.Config["tasks.max"], "1")
	})
	w.step("a replacement that misses settings is refused in the nested shape", func() {
		_, response, err := w.replace("orders", map[string]string{"name": "orders", "connector.class": "DatagenSource"})
		refused(err, response, 400, "required", true)
		model := err.(answered).Model().(connect.ConnectV1ConnectorError)
		holds("the message is decoded", strings.Contains(model.Error.GetMessage(), "required"))
	})
	w.step("a replacement creates what is not there", func() {
		_, response, err := w.replace("put", datagen("put"))
		went(err)
		same("the status", response.StatusCode, 200)
		same("the names", w.names(), []string{"orders", "put"})
	})
}

func (w *world) naming() {
	for _, name := range []string{"a b", "a|b [x], y & z+", "é.注文_1"} {
		w.step("the name "+name+" survives the path", func() {
			_, _, err := w.create(name, datagen(name))
			went(err)
			connector, _, err := w.read(name)
			went(err)
			same("the name", connector.Name, name)
			w.remove(name)
		})
	}
	w.step("a name with a slash is refused", func() {
		_, response, err := w.create("a/b", datagen("a/b"))
		refused(err, response, 400, "not allowed", true)
	})
}

// missing connectors are answered alike by all operations.
func (w *world) missing() {
	lifecycle, status := w.connect.LifecycleConnectV1Api, w.connect.StatusConnectV1Api
	connectors := w.connect.ConnectorsConnectV1Api
	for name, call := range map[string]func() (*http.Response, error){
		"read": func() (*http.Response, error) {
			_, response, err := w.read("none")
			return response, err
		},
		"config": func() (*http.Response, error) {
			_, response, err := connectors.GetConnectv1ConnectorConfig(w.ctx, "none", w.Environment, w.Cluster).Execute()
			return response, err
		},
		"delete": func() (*http.Response, error) {
			_, response, err := connectors.DeleteConnectv1Connector(w.ctx, "none", w.Environment, w.Cluster).Execute()
			return response, err
		},
		"pause": func() (*http.Response, error) {
			return lifecycle.PauseConnectv1Connector(w.ctx, "none", w.Environment, w.Cluster).Execute()
		},
		"resume": func() (*http.Response, error) {
			return lifecycle.ResumeConnectv1Connector(w.ctx, "none", w.Environment, w.Cluster).Execute()
		},
		"status": func() (*http.Response, error) {
			_, response, err := status.ReadConnectv1ConnectorStatus(w.ctx, "none", w.Environment, w.Cluster).Execute()
			return response, err
		},
		"tasks": func() (*http.Response, error) {
			_, response, err := status.ListConnectv1ConnectorTasks(w.ctx, "none", w.Environment, w.Cluster).Execute()
			return response, err
		},
	} {
		w.step("a missing connector has no "+name, func() {
			response, err := call()
			refused(err, response, 404, "resource not found", true)
		})
	}
}
