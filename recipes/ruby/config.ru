# An echo server with faye-websocket: puma -b tcp://127.0.0.1:9001 config.ru
require 'faye/websocket'

Faye::WebSocket.load_adapter('puma')

run lambda { |env|
  next [426, { 'Upgrade' => 'websocket' }, []] unless Faye::WebSocket.websocket?(env)

  socket = Faye::WebSocket.new(env)
  socket.on(:message) { |event| socket.send(event.data) }
  socket.rack_response
}
