// An echo server with gorilla/websocket: go run server.go [PORT]
package main

import (
	"log"
	"net/http"
	"os"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{EnableCompression: true}

func echo(response http.ResponseWriter, request *http.Request) {
	socket, err := upgrader.Upgrade(response, request, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	for {
		kind, data, err := socket.ReadMessage()
		if err != nil {
			return
		}
		// The library leaves the check of UTF-8 to the application.
		if kind == websocket.TextMessage && !utf8.Valid(data) {
			invalid := websocket.FormatCloseMessage(websocket.CloseInvalidFramePayloadData, "")
			socket.WriteMessage(websocket.CloseMessage, invalid)
			return
		}
		if socket.WriteMessage(kind, data) != nil {
			return
		}
	}
}

func main() {
	port := "9001"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(echo)))
}
