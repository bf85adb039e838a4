#pragma once

#include "cluster/heat.hpp"
#include "cluster/shard.hpp"
#include "cluster/standing.hpp"
#include "monitoring/cluster_metrics.hpp"
#include "tests/support/actor_test.hpp"

#include <map>

namespace baro::test {

/// With a shard that is this node's, and holds whatever entities the test gives it.
class EntityTest : public ActorTest {
protected:
  EntityTest() {
    standing.prolong_lease(Standing::Moment::max());
    assign({.shard = 0, .owner = me, .epoch = 1});
  }

  /// Tells the shard whose it is. The test plays the membership.
  void assign(ShardRow row, caf::actor link = {}) {
    this->self->send(shard, AssignShard{row, row.owner == me, std::move(link)});
    run();
  }

  /// Wakes entities as the test says, and counts how often.
  class Factory : public EntityFactory {
  public:
    void wake(caf::event_based_actor*, Address address, Awake awake) override {
      ++wakes[address];
      if (hold_back)
        held_back.push_back([this, address, awake] { awake(make(address)); });
      else
        awake(make(address));
    }

    std::map<Address, std::function<Result<caf::actor>()>> makers;
    std::map<Address, int> wakes;
    bool hold_back = false;
    std::vector<std::function<void()>> held_back;

  private:
    Result<caf::actor> make(Address address) {
      const auto maker = makers.find(address);
      if (maker == makers.end())
        return Error{Errc::not_found};
      return maker->second();
    }
  };

  class OneShard : public Directory {
  public:
    explicit OneShard(caf::actor shard) : shard_(std::move(shard)) {}
    caf::actor shard_of(Address) const override { return shard_; }

  private:
    caf::actor shard_;
  };

  /// Spawns an entity of this kind whenever one at this address is to be woken.
  template <class Impl, class... Args>
  void wake_as(Address address, const Args&... args) {
    factory.makers[address] = [this, args...]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<Impl>(args...));
    };
  }

  template <class Reply, class Message>
  Pending<Reply> ask_entity(Address address, Message message) {
    return ask<Reply>(shard, envelope(address, std::move(message)));
  }

  static constexpr Incarnation me{1};
  Factory factory;
  Standing standing;
  ClusterMetrics cluster_metrics{registry};
  Heat heat{std::chrono::steady_clock::now()};
  ShardConfig shard_config;
  caf::actor shard{
    spawn<ShardImpl>(ShardServices{factory, standing, cluster_metrics, heat}, shard_config)};
  OneShard directory{shard};
};

} // namespace baro::test
