#include "actors/deck/look_shelf.hpp"

#include <algorithm>

namespace baro {

namespace {

FeatureKey key_of(const ShelfFeature& feature) {
  switch (feature.kind) {
    case FeatureKind::category:
    case FeatureKind::store:
      return feature_key(feature.kind, static_cast<std::uint64_t>(feature.number));
    case FeatureKind::color: return feature_key(feature.kind, feature.name);
    case FeatureKind::price: return feature_key(feature.kind, price_band(feature.number));
  }
  return {};
}

std::string price_name(Won price) {
  const auto band = price_band(price);
  const auto from = band == 0 ? 0 : price_bands[band - 1];
  if (band == price_bands.size())
    return std::to_string(from) + "-";
  return std::to_string(from) + "-" + std::to_string(price_bands[band] - 1);
}

} // namespace

LookShelf::LookShelf(const LookShelf& before, const Change& change) {
  const auto kept_front = before.place_before(change.newest);
  const auto has_newest = kept_front > 0 && before.looks_[kept_front - 1].look == change.newest;
  add(before, 0, has_newest ? kept_front - 1 : kept_front);
  for (const auto& page : change.pages)
    add(page);
  add(before, before.place_before(change.oldest), before.size());
  has_all_ = change.oldest == look_bottom ? change.has_oldest : before.has_all_;
  if (looks_.size() > change.looks_max) {
    looks_.resize(change.looks_max);
    features_.resize(looks_.back().features_end);
    has_all_ = false;
  }
}

void LookShelf::add(const LookShelf& from, std::size_t begin, std::size_t end) {
  if (begin >= end)
    return;
  names_.insert(from.names_.begin(), from.names_.end());
  const auto shift
    = static_cast<std::uint32_t>(features_.size()) - from.looks_[begin].features_begin;
  features_.insert(features_.end(), from.features_.begin() + from.looks_[begin].features_begin,
                   from.features_.begin() + from.looks_[end - 1].features_end);
  for (auto place = begin; place < end; ++place) {
    auto look = from.looks_[place];
    look.features_begin += shift;
    look.features_end += shift;
    looks_.push_back(look);
  }
}

void LookShelf::add(const ShelfPage& page) {
  std::vector<FeatureKey> keys;
  for (const auto& feature : page.features) {
    keys.push_back(key_of(feature));
    names_.insert_or_assign(
      keys.back(), feature.kind == FeatureKind::price ? price_name(feature.number) : feature.name);
  }
  for (const auto& row : page.looks) {
    std::vector<FeatureKey> features;
    for (const auto place : row.features)
      features.push_back(keys[place]);
    add(row.look, row.sold_out, std::move(features));
  }
}

void LookShelf::add(LookId look, bool sold_out, std::vector<FeatureKey> features) {
  std::ranges::sort(features);
  const auto repeats = std::ranges::unique(features);
  features.erase(repeats.begin(), repeats.end());
  const auto begin = static_cast<std::uint32_t>(features_.size());
  features_.insert(features_.end(), features.begin(), features.end());
  looks_.push_back({look, begin, static_cast<std::uint32_t>(features_.size()), sold_out});
}

Candidate LookShelf::operator[](std::size_t place) const {
  const auto& look = looks_[place];
  return {look.look,
          {features_.data() + look.features_begin, features_.data() + look.features_end},
          look.sold_out};
}

std::size_t LookShelf::place_before(LookId look) const {
  return static_cast<std::size_t>(
    std::ranges::upper_bound(looks_, look, std::ranges::greater{}, &ShelfLook::look)
    - looks_.begin());
}

std::optional<Candidate> LookShelf::find(LookId look) const {
  const auto behind = place_before(look);
  if (behind == 0 || looks_[behind - 1].look != look)
    return std::nullopt;
  return (*this)[behind - 1];
}

std::string LookShelf::name_of(FeatureKey feature) const {
  const auto name = names_.find(feature);
  return name == names_.end() ? std::string{} : name->second;
}

} // namespace baro
