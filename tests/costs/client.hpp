#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace baro {

/// An HTTP client that allocates nothing once it is connected. Throws std::runtime_error when the
/// server hangs up, or is silent for too long.
class Client {
public:
  explicit Client(std::uint16_t port);
  ~Client();

  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view request);

  /// Waits for a whole answer, and says its status.
  int receive();

  int exchange(std::string_view request) {
    send(request);
    return receive();
  }

  /// The last answer, valid until the next one.
  std::string_view answer() const { return {buffer_.data(), size_}; }

private:
  /// Adds to `answer()` what has arrived.
  void read_some();

  int socket_;
  std::size_t size_ = 0;
  std::array<char, 64 << 10> buffer_;
};

} // namespace baro
