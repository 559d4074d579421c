// Runs each case of the tester at PUREWS_URL, with Boost.Beast as the client.
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

// Echoes what arrives until the connection ends. Returns the last message.
std::string run(asio::io_context& context, const std::string& host, const std::string& port, const std::string& path) {
    beast::error_code error;
    websocket::stream<tcp::socket> socket(context);
    asio::connect(socket.next_layer(), tcp::resolver(context).resolve(host, port));
    websocket::permessage_deflate compression;
    compression.client_enable = true;
    socket.set_option(compression);
    socket.read_message_max(64 << 20);
    socket.handshake(host + ":" + port, path, error);
    std::string last;
    // Many cases break a rule, and the connection fails.
    while (!error) {
        beast::flat_buffer buffer;
        socket.read(buffer, error);
        if (error) break;
        last = beast::buffers_to_string(buffer.data());
        if (path.rfind("/runCase", 0) != 0) continue;
        socket.text(socket.got_text());
        socket.write(buffer.data(), error);
    }
    return last;
}

int main() {
    asio::io_context context;
    std::string url = std::getenv("PUREWS_URL");
    url = url.substr(url.find("://") + 3);
    auto colon = url.find(':');
    auto host = url.substr(0, colon), port = url.substr(colon + 1, url.find('/') - colon - 1);
    auto count = std::stoi(run(context, host, port, "/getCaseCount"));
    for (auto number = 1; number <= count; ++number)
        run(context, host, port, "/runCase?case=" + std::to_string(number) + "&agent=beast");
    run(context, host, port, "/updateReports?agent=beast");
}
