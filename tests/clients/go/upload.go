package main

import (
	"archive/zip"
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
)

// archive is a plugin with one class.
func archive() []byte {
	var buffer bytes.Buffer
	writer := zip.NewWriter(&buffer)
	for _, name := range []string{"echo/manifest.json", "echo/lib/org/example/Echo.class", "org/example/Echo.class"} {
		file, err := writer.Create(name)
		went(err)
		_, err = io.WriteString(file, "{}")
		went(err)
	}
	went(writer.Close())
	return buffer.Bytes()
}

// post sends a form: all fields, in the random order of a map, and the file last.
func post(url string, fields map[string]interface{}, archive []byte) {
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	for name, value := range fields {
		went(form.WriteField(name, value.(string)))
	}
	file, err := form.CreateFormFile("file", "plugin.zip")
	went(err)
	_, err = file.Write(archive)
	went(err)
	went(form.Close())
	response, err := http.Post(url, form.FormDataContentType(), &buffer)
	went(err)
	received(response, 204)
}

// put sends the bare bytes as Azure and Google take them.
func put(url, contentType string, archive []byte, status int) {
	request, err := http.NewRequest(http.MethodPut, url, bytes.NewReader(archive))
	went(err)
	request.Header.Set("Content-Type", contentType)
	if strings.Contains(url, "/azure/") {
		request.Header.Set("x-ms-blob-type", "BlockBlob")
	}
	response, err := http.DefaultClient.Do(request)
	went(err)
	received(response, status)
}

func received(response *http.Response, status int) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	went(err)
	same("the store's answer "+string(body), response.StatusCode, status)
}
