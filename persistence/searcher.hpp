#pragma once

#include "persistence/front.hpp"
#include "persistence/pg_ask.hpp"
#include "persistence/search_queries.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct SearcherConfig {
  PgConfig pg;
  std::size_t workers = 2;
  std::chrono::milliseconds search_wait_max{2'000}; // what statement_wait_max is to a search
  WaitLimits limits{.waiting_max = 256, .waiting_time_max = std::chrono::milliseconds{5'000}};
};

/// Searches on a connection of its own.
class SearchWork {
public:
  explicit SearchWork(const SearcherConfig& config) : session_(hasty(config), "searcher") {}

  Result<Slice<ItemView>> carry_out(const SearchProducts& question) {
    return ask_twice(session_,
                     [&](PgConnection& connection) { return answer(connection, question); });
  }

private:
  static PgConfig hasty(const SearcherConfig& config) {
    auto pg = config.pg;
    pg.statement_wait_max = config.search_wait_max;
    // The statement says how it is to be carried out: planning it anew for each text costs more
    // than most searches.
    pg.options += " -c plan_cache_mode=force_generic_plan -c jit=off";
    return pg;
  }

  PgSession session_;
};

class SearcherState
  : public Front<SearcherActor, SearchWork, Kind<SearchProducts, Slice<ItemView>>> {
public:
  static constexpr const char* name = "baro.searcher";

  SearcherState(SearcherActor::pointer self, const SearcherConfig& config)
    : Front(self, work(config), BatchLimits{.batch_max = 1, .gathered_min = 1}, config.limits) {}

private:
  static std::vector<std::unique_ptr<SearchWork>> work(const SearcherConfig& config) {
    std::vector<std::unique_ptr<SearchWork>> result;
    for (std::size_t i = 0; i < config.workers; ++i)
      result.push_back(std::make_unique<SearchWork>(config));
    return result;
  }
};

using SearcherImpl = SearcherActor::stateful_impl<SearcherState>;

} // namespace baro
