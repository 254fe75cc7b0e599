package main

import (
	cam "github.com/confluentinc/ccloud-sdk-go-v2/cam/v1"
)

func (w *world) artifact(name, upload string) cam.CamV1ConnectArtifact {
	presigned := cam.NewCamV1UploadSourcePresignedUrl("PRESIGNED_URL_LOCATION", upload)
	source := cam.CamV1UploadSourcePresignedUrlAsCamV1ConnectArtifactSpecUploadSourceOneOf(presigned)
	return cam.CamV1ConnectArtifact{Spec: &cam.CamV1ConnectArtifactSpec{
		Cloud: "AWS", Environment: w.Environment, DisplayName: name, UploadSource: &source,
	}}
}

func (w *world) artifacts() {
	api := w.cam.ConnectArtifactsCamV1Api
	upload, ids := "", []string{}
	w.step("an upload of an artifact is announced and made", func() {
		request := cam.CamV1PresignedUrlRequest{ContentFormat: to("zip"), Cloud: to("aws"), Environment: &w.Environment}
		presigned, _, err := w.cam.PresignedUrlsCamV1Api.PresignedUploadUrlCamV1PresignedUrl(w.ctx).CamV1PresignedUrlRequest(request).Execute()
		went(err)
		same("the environment", presigned.GetEnvironment(), w.Environment)
		post(presigned.GetUploadUrl(), presigned.GetUploadFormData(), archive())
		upload = presigned.GetUploadId()
	})
	create := func(name string) cam.CamV1ConnectArtifact {
		created, response, err := api.CreateCamV1ConnectArtifact(w.ctx).SpecCloud("AWS").Environment(w.Environment).CamV1ConnectArtifact(w.artifact(name, upload)).Execute()
		went(err)
		same("the status", response.StatusCode, 202)
		ids = append(ids, created.GetId())
		return created
	}
	w.step("an artifact is created and waits to be processed", func() {
		same("the phase", create("upper").Status.Phase, "WAITING_FOR_PROCESSING")
	})
	w.step("its name cannot be used again", func() {
		_, response, err := api.CreateCamV1ConnectArtifact(w.ctx).SpecCloud("AWS").Environment(w.Environment).CamV1ConnectArtifact(w.artifact("upper", upload)).Execute()
		refused(err, response, 409, "upper", true)
	})
	w.step("it comes to be READY", func() {
		settled("the phase", "READY", func() string {
			artifact, _, err := api.GetCamV1ConnectArtifact(w.ctx, ids[0]).SpecCloud("AWS").Environment(w.Environment).Execute()
			went(err)
			return artifact.Status.Phase
		})
	})
	w.step("artifacts are listed a page at a time", func() {
		create("lower")
		create("title")
		seen, token := []string{}, ""
		for page := 0; page == 0 || token != ""; page++ {
			request := api.ListCamV1ConnectArtifacts(w.ctx).SpecCloud("AWS").Environment(w.Environment).PageSize(2)
			if token != "" {
				request = request.PageToken(token)
			}
			list, _, err := request.Execute()
			went(err)
			for _, artifact := range list.Data {
				seen = append(seen, artifact.Spec.DisplayName)
			}
			token = tokenOf(list.Metadata.Next.Get())
		}
		same("the artifacts", seen, []string{"upper", "lower", "title"})
	})
	w.step("another cloud has no artifacts", func() {
		list, _, err := api.ListCamV1ConnectArtifacts(w.ctx).SpecCloud("GCP").Environment(w.Environment).Execute()
		went(err)
		same("the number of artifacts", len(list.Data), 0)
	})
	w.step("artifacts are deleted", func() {
		for _, id := range ids {
			response, err := api.DeleteCamV1ConnectArtifact(w.ctx, id).SpecCloud("AWS").Environment(w.Environment).Execute()
			went(err)
			same("the status", response.StatusCode, 204)
		}
	})
	w.step("a missing artifact is neither read nor deleted", func() {
		_, response, err := api.GetCamV1ConnectArtifact(w.ctx, ids[0]).SpecCloud("AWS").Environment(w.Environment).Execute()
		refused(err, response, 404, ids[0], true)
		response, err = api.DeleteCamV1ConnectArtifact(w.ctx, ids[0]).SpecCloud("AWS").Environment(w.Environment).Execute()
		refused(err, response, 404, ids[0], true)
	})
}
