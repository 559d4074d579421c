// An echo server with Boost.Beast, a thread for each connection: ./server [PORT]
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdlib>
#include <thread>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

void echo(tcp::socket transport) {
    beast::error_code error;
    websocket::stream<tcp::socket> socket(std::move(transport));
    websocket::permessage_deflate compression;
    compression.server_enable = true;
    socket.set_option(compression);
    socket.read_message_max(64 << 20);
    socket.accept(error);
    while (!error) {
        beast::flat_buffer buffer;
        socket.read(buffer, error);
        if (error) break;
        socket.text(socket.got_text());
        socket.write(buffer.data(), error);
    }
}

int main(int count, char** arguments) {
    asio::io_context context;
    auto port = static_cast<unsigned short>(count > 1 ? std::atoi(arguments[1]) : 9001);
    tcp::acceptor acceptor(context, {asio::ip::make_address("127.0.0.1"), port});
    while (true) std::thread(echo, acceptor.accept()).detach();
}
