package main

import (
	"net/http"

	connect "github.com/confluentinc/ccloud-sdk-go-v2/connect/v1"
)

func sink(name string) map[string]string {
	return map[string]string{
		"connector.class": "S3_SINK", "name": name, "kafka.api.key": "key", "kafka.api.secret": "secret",
		"topics": "orders", "input.data.format": "JSON", "output.data.format": "JSON", "tasks.max": "1",
		"s3.bucket.name": "bucket", "aws.access.key.id": "id", "aws.secret.access.key": "secret",
		"time.interval": "HOURLY", "flush.size": "1000",
	}
}

func offset(partition, offset int) map[string]interface{} {
	return map[string]interface{}{
		"partition": map[string]interface{}{"kafka_topic": "orders", "kafka_partition": float64(partition)},
		"offset":    map[string]interface{}{"kafka_offset": float64(offset)},
	}
}

type list = []map[string]interface{}

func (w *world) currentOffsets() list {
	answer, _, err := w.connect.OffsetsConnectV1Api.GetConnectv1ConnectorOffsets(w.ctx, "lake", w.Environment, w.Cluster).Execute()
	went(err)
	holds("it is told when they were observed", answer.Metadata.ObservedAt != nil)
	return answer.GetOffsets()
}

func (w *world) alter(kind connect.ConnectV1AlterOffsetRequestType, offsets list) (connect.ConnectV1AlterOffsetRequestInfo, *http.Response, error) {
	body := connect.ConnectV1AlterOffsetRequest{Type: kind, Offsets: &offsets}
	return w.connect.OffsetsConnectV1Api.AlterConnectv1ConnectorOffsetsRequest(w.ctx, "lake", w.Environment, w.Cluster).ConnectV1AlterOffsetRequest(body).Execute()
}

func (w *world) progress() *connect.ConnectV1AlterOffsetStatus {
	status, _, err := w.connect.OffsetsConnectV1Api.GetConnectv1ConnectorOffsetsRequestStatus(w.ctx, "lake", w.Environment, w.Cluster).Execute()
	went(err)
	return &status
}

func (w *world) applied() {
	settled("the phase", "APPLIED", func() string { return w.progress().Status.Phase })
	holds("it is told when the change was applied", w.progress().AppliedAt.Get() != nil)
}

func (w *world) offsets() {
	first := list{offset(0, 100), offset(1, 200)}
	w.step("a connector is created with offsets", func() {
		body := connect.InlineObject{Name: to("lake"), Config: to(sink("lake")), Offsets: &first}
		created, _, err := w.connect.ConnectorsConnectV1Api.CreateConnectv1Connector(w.ctx, w.Environment, w.Cluster).InlineObject(body).Execute()
		went(err)
		same("the offsets", created.GetOffsets(), first)
		w.becomes("lake", "RUNNING")
	})
	w.step("its offsets are read, numbers as numbers", func() { same("the offsets", w.currentOffsets(), first) })
	w.step("there is no request yet", func() {
		_, response, err := w.connect.OffsetsConnectV1Api.GetConnectv1ConnectorOffsetsRequestStatus(w.ctx, "lake", w.Environment, w.Cluster).Execute()
		refused(err, response, 404, "not found", true)
	})
	w.step("a change of offsets is accepted", func() {
		info, response, err := w.alter(connect.PATCH, list{offset(1, 50)})
		went(err)
		same("the status", response.StatusCode, 202)
		same("the type", info.Type, connect.PATCH)
		same("the name", info.Name, "lake")
		holds("it is told when it was asked for", !info.RequestedAt.IsZero())
	})
	w.step("it is PENDING, the connector PAUSED meanwhile", func() {
		same("the phase", w.progress().Status.Phase, "PENDING")
		holds("nothing was applied yet", w.progress().AppliedAt.Get() == nil)
		same("the state", w.status("lake").Connector.State, "PAUSED")
	})
	w.step("a second change has to wait", func() {
		_, response, err := w.alter(connect.PATCH, list{offset(0, 1)})
		refused(err, response, 400, "pending", true)
	})
	w.step("it comes to be APPLIED and tells the previous offsets", func() {
		w.applied()
		same("the previous offsets", w.progress().GetPreviousOffsets(), first)
	})
	w.step("the new offsets are in force, the others untouched", func() {
		same("the offsets", w.currentOffsets(), list{offset(0, 100), offset(1, 50)})
	})
	w.step("offsets are reset", func() {
		body := connect.ConnectV1AlterOffsetRequest{Type: connect.DELETE}
		_, _, err := w.connect.OffsetsConnectV1Api.AlterConnectv1ConnectorOffsetsRequest(w.ctx, "lake", w.Environment, w.Cluster).ConnectV1AlterOffsetRequest(body).Execute()
		went(err)
		w.applied()
		same("the offsets", w.currentOffsets(), list{})
	})
	w.step("a change that names no offsets is refused", func() {
		_, response, err := w.alter(connect.PATCH, list{})
		refused(err, response, 400, "PATCH", true)
	})
	w.step("the connector lake is deleted", func() { w.remove("lake") })
	w.step("a missing connector has no offsets", func() {
		_, response, err := w.connect.OffsetsConnectV1Api.GetConnectv1ConnectorOffsets(w.ctx, "lake", w.Environment, w.Cluster).Execute()
		refused(err, response, 404, "resource not found", true)
	})
}
