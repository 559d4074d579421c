// Runs each case of the tester at PUREWS_URL, with gorilla/websocket as the client.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

// Echoes what arrives until the connection ends. Returns the last message.
func run(path string) string {
	dialer := websocket.Dialer{EnableCompression: true}
	socket, _, err := dialer.Dial(strings.TrimRight(os.Getenv("PUREWS_URL"), "/")+path, nil)
	if err != nil {
		return "" // Some cases answer the opening handshake wrongly.
	}
	defer socket.Close()
	last := ""
	for {
		kind, data, err := socket.ReadMessage()
		if err != nil {
			return last
		}
		last = string(data)
		// The library leaves the check of UTF-8 to the application.
		if kind == websocket.TextMessage && !utf8.Valid(data) {
			invalid := websocket.FormatCloseMessage(websocket.CloseInvalidFramePayloadData, "")
			socket.WriteMessage(websocket.CloseMessage, invalid)
			return last
		}
		if strings.HasPrefix(path, "/runCase") && socket.WriteMessage(kind, data) != nil {
			return last
		}
	}
}

func main() {
	count, err := strconv.Atoi(run("/getCaseCount"))
	if err != nil {
		panic(err)
	}
	for number := 1; number <= count; number++ {
		run(fmt.Sprintf("/runCase?case=%d&agent=gorilla", number))
	}
	run("/updateReports?agent=gorilla")
}
