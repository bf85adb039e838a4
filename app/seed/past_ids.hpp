#pragma once

#include "protocol/id_generator.hpp"

namespace baro {

/// Makes ids as a node would have made them back then.
class PastIds {
public:
  PastIds(NodeNumber node, Timestamp start) : at_(start), ids_(node, [this] { return at_; }) {}
  PastIds(const PastIds&) = delete;
  PastIds& operator=(const PastIds&) = delete;

  /// The ids that follow were made then. Time does not go back.
  void move_to(Timestamp at) { at_ = at; }

  template <class IdType>
  IdType next() {
    return ids_.next<IdType>();
  }

private:
  Timestamp at_;
  IdGenerator ids_;
};

} // namespace baro
