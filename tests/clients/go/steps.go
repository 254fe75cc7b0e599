package main

import (
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"
)

// steps counts what has been proved and ends the program at the first difference.
type steps struct {
	count int
}

// A difference between what a server should have answered and what it did.
type difference string

func (s *steps) step(name string, do func()) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Printf("FAILED %s: %v\n", name, reason)
			os.Exit(1)
		}
	}()
	do()
	s.count++
	fmt.Printf("ok %3d %s\n", s.count, name)
}

func same(what string, found, expected any) {
	if !reflect.DeepEqual(found, expected) {
		panic(difference(fmt.Sprintf("%s is %#v, not %#v", what, found, expected)))
	}
}

func holds(what string, is bool) {
	if !is {
		panic(difference("it does not hold that " + what))
	}
}

// Errors of all generated clients know the body, and the model it was decoded to.
type answered interface {
	Body() []byte
	Model() interface{}
}

func went(err error) {
	if err == nil {
		return
	}
	if answer, is := err.(answered); is {
		panic(difference(fmt.Sprintf("refused: %v: %s", err, answer.Body())))
	}
	panic(difference(err.Error()))
}

// refused checks status and text of a refusal, and that the client could decode it where the document has a model.
func refused(err error, response *http.Response, status int, text string, hasModel bool) {
	answer, is := err.(answered)
	holds("the call is refused with an answer", is)
	same("the status", response.StatusCode, status)
	holds(fmt.Sprintf("the body tells of %q: %s", text, answer.Body()), strings.Contains(string(answer.Body()), text))
	same("whether the body is decoded", answer.Model() != nil, hasModel)
}

// settled asks until the answer is the one that is waited for.
func settled(what, expected string, ask func() string) {
	found := ""
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if found = ask(); found == expected {
			return
		}
	}
	same(what+" after half a minute", found, expected)
}

func to[T any](value T) *T {
	return &value
}
