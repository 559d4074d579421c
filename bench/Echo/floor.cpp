// The least that a correct WebSocket echo over epoll costs: one thread, one receive and one send for each read. Checks what a server must
// check in a data frame of one fragment (RFC 6455 §5.2): RSV bits, opcode, mask and the shortest form of the length. Knows no control
// frames, no fragments, no text, no timeouts and no limits, and answers one fixed key. Nobody should serve with it.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

constexpr size_t ReadBytes = 64 * 1024;
constexpr uint64_t MaxMessageBytes = 64 << 20;

// A frame with a payload of at least this length is unmasked in place and sent from there. A shorter one is copied to the output.
constexpr size_t InPlaceBytes = 16 * 1024;

// The answer to the one key that the load sends.
constexpr char Answer[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

struct Connection {
  bool open = false;
  bool waits = false;                    // The socket's send buffer was full. Nothing is received until the output is sent.
  std::vector<unsigned char> rest;       // The start of a frame whose end has not arrived.
  std::unique_ptr<unsigned char[]> frame;  // A long frame, received into its own memory.
  size_t have = 0, want = 0;
  std::vector<unsigned char> unsent;
};

struct Header {
  size_t size = 0;  // 0: incomplete.
  uint64_t length = 0;
  bool bad = false;
};

static Header header(const unsigned char* in, size_t have) {
  Header read;
  if (have < 2) return read;
  unsigned opcode = in[0] & 15;
  if ((in[0] & 0xf0) != 0x80 || (opcode != 1 && opcode != 2) || !(in[1] & 0x80)) {
    read.bad = true;
    return read;
  }
  uint64_t length = in[1] & 127;
  size_t size = length < 126 ? 6 : length == 126 ? 8 : 14;
  if (have < size) return read;
  if (length == 126) {
    length = in[2] << 8 | in[3];
    read.bad = length < 126;
  } else if (length == 127) {
    length = 0;
    for (int i = 2; i < 10; i++) length = length << 8 | in[i];
    read.bad = length < 65536 || length > MaxMessageBytes;
  }
  read.size = size;
  read.length = length;
  return read;
}

static void unmask(const unsigned char* in, unsigned char* out, size_t length, const unsigned char* key) {
  uint32_t half;
  memcpy(&half, key, 4);
  uint64_t keys = half | (uint64_t)half << 32;
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word;
    memcpy(&word, in + at, 8);
    word ^= keys;
    memcpy(out + at, &word, 8);
  }
  unsigned char last[8];
  memcpy(last, &keys, 8);
  for (size_t i = 0; at < length; i++, at++) out[at] = in[at] ^ last[i];
}

// Sends, and keeps what the socket does not accept. Returns false if the connection has failed.
static bool write(int socket, Connection& connection, const unsigned char* bytes, size_t length) {
  while (length > 0) {
    ssize_t part = send(socket, bytes, length, MSG_NOSIGNAL);
    if (part < 0 && errno != EAGAIN) return false;
    if (part < 0) {
      connection.unsent.assign(bytes, bytes + length);
      connection.waits = true;
      return true;
    }
    bytes += part;
    length -= part;
  }
  return true;
}

// Unmasks a whole frame in place, puts the header of the answer before the payload, and sends both.
static bool answer(int socket, Connection& connection, unsigned char* frame, const Header& read) {
  unsigned char* payload = frame + read.size;
  unmask(payload, payload, read.length, payload - 4);
  memmove(frame + 4, frame, read.size - 4);
  frame[5] &= 127;
  return write(socket, connection, frame + 4, read.size - 4 + read.length);
}

// Answers the whole frames of the input. Returns the number of bytes that they have, or -1 if the connection must end.
static ssize_t echo(int socket, Connection& connection, unsigned char* in, size_t have) {
  static unsigned char out[ReadBytes + 16];
  size_t at = 0, end = 0;
  while (!connection.waits) {
    Header read = header(in + at, have - at);
    if (read.bad) return -1;
    if (read.size == 0) break;
    size_t whole = read.size + read.length;
    if (at + whole > have) {
      if (read.length >= InPlaceBytes) {
        connection.frame.reset(new unsigned char[whole]);
        connection.want = whole;
        connection.have = have - at;
        memcpy(connection.frame.get(), in + at, connection.have);
        at = have;
      }
      break;
    }
    if (read.length >= InPlaceBytes) {
      if (!write(socket, connection, out, end)) return -1;
      end = 0;
      if (connection.waits) break;
      if (!answer(socket, connection, in + at, read)) return -1;
    } else {
      memcpy(out + end, in + at, read.size - 4);
      out[end + 1] &= 127;
      unmask(in + at + read.size, out + end + read.size - 4, read.length, in + at + read.size - 4);
      end += read.size - 4 + read.length;
    }
    at += whole;
  }
  return write(socket, connection, out, end) ? at : -1;
}

static bool serve(int socket, Connection& connection) {
  static std::vector<unsigned char> in(2 * ReadBytes);
  if (connection.waits) {
    std::vector<unsigned char> unsent;
    unsent.swap(connection.unsent);
    connection.waits = false;
    if (!write(socket, connection, &unsent[0], unsent.size())) return false;
  }
  while (!connection.waits) {
    if (connection.frame) {
      ssize_t received = recv(socket, connection.frame.get() + connection.have, connection.want - connection.have, 0);
      if (received == 0) return false;
      if (received < 0) return errno == EAGAIN;
      connection.have += received;
      if (connection.have < connection.want) continue;
      Header read = header(connection.frame.get(), connection.have);
      if (!answer(socket, connection, connection.frame.get(), read)) return false;
      connection.frame.reset();
      continue;
    }
    size_t kept = connection.rest.size();
    if (kept > 0) memcpy(&in[0], &connection.rest[0], kept);
    ssize_t received = recv(socket, &in[kept], ReadBytes, 0);
    if (received == 0) return false;
    if (received < 0) return errno == EAGAIN;
    size_t have = kept + received;
    ssize_t taken = have;
    if (!connection.open) {
      send(socket, Answer, sizeof Answer - 1, MSG_NOSIGNAL);
      connection.open = true;
    } else {
      taken = echo(socket, connection, &in[0], have);
      if (taken < 0) return false;
    }
    connection.rest.assign(in.begin() + taken, in.begin() + have);
    if (received < (ssize_t)ReadBytes && !connection.frame) return true;
  }
  return true;
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
        if (!serve(socket, connections[socket])) {
          close(socket);
          connections[socket] = Connection();
        }
        continue;
      }
      for (int accepted; (accepted = accept4(listening, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
        int yes = 1;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (connections.size() <= (size_t)accepted) connections.resize(accepted + 1);
        connections[accepted] = Connection();
        event.events = EPOLLIN | EPOLLOUT | EPOLLET;
        event.data.fd = accepted;
        epoll_ctl(epoll, EPOLL_CTL_ADD, accepted, &event);
      }
    }
  }
}
