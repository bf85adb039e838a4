#include "providers/transfers.hpp"

#include "providers/public_address.hpp"
#include "providers/url.hpp"

#include <curl/curl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>

namespace baro {

namespace {

constexpr int look_interval_ms = 1'000; // whoever begins or stops wakes the thread himself
constexpr std::size_t header_bytes_max = 64 << 10; // of one answer, all together

void start_libcurl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!started)
    throw std::runtime_error{"libcurl does not start"};
}

/// "Name: value", as it stands in an answer. Nothing when the line is none.
std::optional<HttpCallHeader> read_header(std::string_view line) {
  constexpr std::string_view blank = " \t\r\n";
  const auto colon = line.find(':');
  if (colon == std::string_view::npos)
    return std::nullopt;
  HttpCallHeader header{std::string{line.substr(0, colon)}, {}};
  for (auto& c : header.name)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  const auto begin = line.find_first_not_of(blank, colon + 1);
  if (begin != std::string_view::npos)
    header.value = line.substr(begin, line.find_last_not_of(blank) + 1 - begin);
  return header;
}

} // namespace

struct Transfers::Transfer {
  Transfer(Waiting&& waiting, std::size_t answer_bytes_max_default)
    : call(std::move(waiting.call)),
      ended(std::move(waiting.ended)),
      answer_bytes_max(call.answer_bytes_max > 0 ? static_cast<std::size_t>(call.answer_bytes_max)
                                                 : answer_bytes_max_default) {}

  ~Transfer() {
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }

  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Called by libcurl with each piece of the answer; taking less than all of it ends the transfer.
  static std::size_t take(char* bytes, std::size_t, std::size_t size, void* to) {
    auto& self = *static_cast<Transfer*>(to);
    if (size > self.answer_bytes_max - self.answer.body.size())
      return 0;
    self.answer.body.append(bytes, size);
    return size;
  }

  // Called by libcurl with each line before the answer's body. An interim answer (100) has lines of
  // its own, so each first line begins anew.
  static std::size_t take_header(char* bytes, std::size_t, std::size_t size, void* to) {
    auto& self = *static_cast<Transfer*>(to);
    const std::string_view line{bytes, size};
    self.header_bytes += size;
    if (self.header_bytes > header_bytes_max)
      return 0;
    if (line.starts_with("HTTP/"))
      self.answer.headers.clear();
    else if (auto header = read_header(line))
      self.answer.headers.push_back(*std::move(header));
    return size;
  }

  // Called by libcurl with the address that it is about to connect to: a name may lead anywhere.
  static curl_socket_t open_public(void*, curlsocktype, curl_sockaddr* to) {
    if (!is_public_address(to->addr))
      return CURL_SOCKET_BAD;
    return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy, option, value);
  }

  // Names of libcurl's options are its manual's, curl_easy_setopt(3). Where a connection that was
  // kept breaks before an answer begins, libcurl makes the call once more, over a new one.
  void prepare(const std::string& ca_file) {
    for (const auto& [name, value] : call.headers)
      headers = curl_slist_append(headers, (name + ": " + value).c_str());
    set(CURLOPT_URL, call.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    if (call.body) {
      // Large bodies would wait a second for servers that do not know of "100 Continue".
      headers = curl_slist_append(headers, "Expect:");
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body->size()));
      set(CURLOPT_POSTFIELDS, call.body->c_str());
    }
    if (call.method == HttpMethod::HEAD)
      set(CURLOPT_NOBODY, 1L);
    else if (call.method)
      set(CURLOPT_CUSTOMREQUEST, std::string{name_of(*call.method)}.c_str());
    set(CURLOPT_HTTPHEADER, headers);
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(call.wait_max_ms));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // a name server that is silent holds up nobody else
    set(CURLOPT_WRITEFUNCTION, take);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_ERRORBUFFER, error.data());
    if (!ca_file.empty())
      set(CURLOPT_CAINFO, ca_file.c_str());
    if (is_loopback_url(call.url) || call.is_public_only)
      set(CURLOPT_PROXY, ""); // a proxy's loopback, and its network, are another machine's
    if (call.is_public_only)
      set(CURLOPT_OPENSOCKETFUNCTION, open_public);
  }

  void finish(CURLcode code) {
    if (code != CURLE_OK)
      return ended(std::nullopt, error[0] != '\0' ? error.data() : curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = status;
    ended(std::move(answer), {});
  }

  HttpCall call;
  Ended ended;
  std::size_t answer_bytes_max;
  HttpAnswer answer;
  std::size_t header_bytes = 0;
  CURL* easy = curl_easy_init();
  curl_slist* headers = nullptr;
  std::array<char, CURL_ERROR_SIZE> error{};
};

void Transfers::CleanUpMulti::operator()(CURLM* multi) const { curl_multi_cleanup(multi); }

Transfers::Transfers(std::string ca_file, std::size_t answer_bytes_max)
  : ca_file_(std::move(ca_file)), answer_bytes_max_(answer_bytes_max) {
  start_libcurl();
  multi_.reset(curl_multi_init());
  if (!multi_)
    throw std::runtime_error{"libcurl has no memory"};
  thread_ = std::thread{[this] {
    pthread_setname_np(pthread_self(), "transfers");
    run();
  }};
}

Transfers::~Transfers() {
  stopping_ = true;
  curl_multi_wakeup(multi_.get());
  thread_.join();
}

void Transfers::begin(HttpCall call, Ended ended) {
  {
    const std::scoped_lock lock{mutex_};
    waiting_.push_back({std::move(call), std::move(ended)});
  }
  curl_multi_wakeup(multi_.get());
}

void Transfers::run() {
  while (!stopping_) {
    begin_waiting();
    int under_way = 0;
    curl_multi_perform(multi_.get(), &under_way);
    finish_done();
    curl_multi_poll(multi_.get(), nullptr, 0, look_interval_ms, nullptr);
  }
  for (const auto& [easy, transfer] : running_)
    curl_multi_remove_handle(multi_.get(), easy);
  running_.clear();
}

void Transfers::begin_waiting() {
  std::vector<Waiting> waiting;
  {
    const std::scoped_lock lock{mutex_};
    waiting.swap(waiting_);
  }
  for (auto& one : waiting)
    add(std::move(one));
}

void Transfers::add(Waiting waiting) {
  auto transfer = std::make_unique<Transfer>(std::move(waiting), answer_bytes_max_);
  if (!transfer->easy)
    return transfer->ended(std::nullopt, "libcurl has no memory");
  transfer->prepare(ca_file_);
  auto* const easy = transfer->easy;
  curl_multi_add_handle(multi_.get(), easy);
  running_.emplace(easy, std::move(transfer));
}

void Transfers::finish_done() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE)
      continue;
    // The message is libcurl's, and gone once its handle is.
    const auto code = message->data.result;
    auto done = running_.extract(message->easy_handle);
    curl_multi_remove_handle(multi_.get(), done.key());
    done.mapped()->finish(code);
  }
}

} // namespace baro
