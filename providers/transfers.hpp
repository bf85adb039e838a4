#pragma once

#include "protocol/http_call.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using CURL = void;
using CURLM = void;

namespace baro {

/// libcurl's transfers, all on one thread. TLS is verified, redirects are not followed.
class Transfers {
public:
  /// `answer` is none when there is a `reason` for that. Called on the thread of the transfers.
  using Ended = std::function<void(std::optional<HttpAnswer> answer, std::string reason)>;

  /// `ca_file`: whom to trust, in PEM format; empty: whom the system trusts. Throws
  /// std::runtime_error when libcurl has no memory.
  Transfers(std::string ca_file, std::size_t answer_bytes_max);
  /// What is under way does not end any more.
  ~Transfers();

  /// From any thread.
  void begin(HttpCall call, Ended ended);

private:
  struct Transfer;
  struct Waiting {
    HttpCall call;
    Ended ended;
  };
  struct CleanUpMulti {
    void operator()(CURLM* multi) const;
  };

  void run();
  void begin_waiting();
  void finish_done();
  void add(Waiting waiting);

  std::string ca_file_;
  std::size_t answer_bytes_max_;
  std::unique_ptr<CURLM, CleanUpMulti> multi_;
  std::map<CURL*, std::unique_ptr<Transfer>> running_; // on the thread
  std::mutex mutex_;
  std::vector<Waiting> waiting_; // under the mutex
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

} // namespace baro
