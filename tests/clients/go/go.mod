module example.com/ccloud-connect-clients

go 1.24

require (
	github.com/confluentinc/ccloud-sdk-go-v2/cam v0.3.0
	github.com/confluentinc/ccloud-sdk-go-v2/ccpm v0.0.1
	github.com/confluentinc/ccloud-sdk-go-v2/connect v0.7.0
	github.com/confluentinc/ccloud-sdk-go-v2/connect-custom-plugin v0.0.1
)

require (
	github.com/golang/protobuf v1.4.2 // indirect
	golang.org/x/net v0.0.0-20200822124328-c89045814202 // indirect
	golang.org/x/oauth2 v0.0.0-20210323180902-22b0adad7558 // indirect
	google.golang.org/appengine v1.6.6 // indirect
	google.golang.org/protobuf v1.25.0 // indirect
)
