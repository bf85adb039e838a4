#pragma once

#include "actors/deck/look_shelf.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <deque>

namespace baro {

struct ShelfConfig {
  std::size_t looks_max = 50'000;
  std::int32_t page = 500;                         // looks that are read at once
  std::chrono::milliseconds check_interval{1'000}; // for looks made through other nodes
  std::chrono::seconds reload_interval{60};        // for whatever else has changed
  std::size_t refreshes_max = 1'024;               // that wait
};

struct ShelfServices {
  ReaderActor reader;
  ShelfPlace& place; // outlives it
  ShelfConfig config{};
};

/// Reads looks through the reader and puts a new shelf in the place of the old one: of one look at
/// once when it was changed through this node, of the newest when there is a new one, and of all
/// now and then. One of these is done at a time.
class ShelfState {
public:
  static constexpr const char* name = "baro.shelf";

  ShelfState(ShelfActor::pointer self, ShelfServices services)
    : self_(self), services_(std::move(services)) {}

  ShelfActor::behavior_type make_behavior();

private:
  struct Refreshing {
    LookId look;
    caf::typed_response_promise<void> reply;
  };

  /// A reading of many looks, page by page, the newest first.
  struct Reading {
    LookId newest_known; // as far as it has to go
    std::vector<ShelfPage> pages;
    std::size_t looks = 0;
  };

  caf::result<void> refresh(const RefreshShelf& command);
  void check();
  void work();
  void read_first();
  caf::typed_response_promise<void> take_first();
  void look_for_new();
  void read_page();
  void add_page(const ShelfPage& page);
  void put(LookId oldest, LookId newest, const std::vector<ShelfPage>& pages, bool has_oldest);
  void rest();

  template <class Reply, class Question, class Answered, class Failed>
  void ask(Question question, Answered answered, Failed failed);

  ShelfActor::pointer self_;
  ShelfServices services_;
  std::deque<Refreshing> refreshing_; // the first one is being read, if something is
  Reading reading_;
  bool is_working_ = false;
  bool check_due_ = false;
  bool is_read_ = false; // in full, once
  caf::actor_clock::time_point read_at_{};
};

using ShelfImpl = ShelfActor::stateful_impl<ShelfState>;

} // namespace baro
