#include "tests/costs/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

namespace baro {

namespace {

constexpr timeval answer_wait_max{20, 0};

/// The number that stands at the start of a text.
int number_at(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

} // namespace

Client::Client(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &answer_wait_max, sizeof answer_wait_max);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error{"cannot connect"};
}

Client::~Client() { close(socket_); }

void Client::send(std::string_view request) {
  if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL)
      != static_cast<ssize_t>(request.size()))
    throw std::runtime_error{"cannot send"};
}

int Client::receive() {
  constexpr std::string_view end_of_head = "\r\n\r\n";
  constexpr std::string_view length = "\r\nContent-Length: ";
  size_ = 0;
  while (answer().find(end_of_head) == std::string_view::npos)
    read_some();
  const auto head_size = answer().find(end_of_head) + end_of_head.size();
  const auto at = answer().substr(0, head_size).find(length);
  const auto body_size
    = at == std::string_view::npos ? 0 : number_at(answer().substr(at + length.size()));
  while (size_ < head_size + static_cast<std::size_t>(body_size))
    read_some();
  return number_at(answer().substr(std::string_view{"HTTP/1.1 "}.size()));
}

void Client::read_some() {
  const auto got = recv(socket_, buffer_.data() + size_, buffer_.size() - size_, 0);
  if (got <= 0)
    throw std::runtime_error{"no whole answer"};
  size_ += static_cast<std::size_t>(got);
}

} // namespace baro
