# Runs each case of the tester at PUREWS_URL, with faye-websocket as the client.
require 'eventmachine'
require 'faye/websocket'

BASE = ENV.fetch('PUREWS_URL').chomp('/')

# Echoes what arrives until the connection ends, and then calls the block with the last message.
def run(path)
  last = nil
  socket = Faye::WebSocket::Client.new(BASE + path)
  socket.on(:message) do |event|
    last = event.data
    socket.send(event.data) if path.start_with?('/runCase')
  end
  socket.on(:close) { yield last }
end

def run_cases(number, count)
  return run('/updateReports?agent=faye') { EM.stop } if number > count

  run("/runCase?case=#{number}&agent=faye") { run_cases(number + 1, count) }
end

EM.run { run('/getCaseCount') { |count| run_cases(1, Integer(count)) } }
