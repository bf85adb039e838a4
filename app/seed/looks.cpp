#include "app/seed/catalogue.hpp"
#include "app/seed/random.hpp"
#include "app/seed/words.hpp"

#include <array>

namespace baro {

namespace {

constexpr std::uint64_t look_stream = 11;

/// A product in one of its colours.
using Candidate = LookItem;
using Wardrobe = std::array<std::vector<Candidate>, std::size_t(Slot::other) + 1>;

/// Everything on sale that can be worn with other things of `tone`.
Wardrobe wardrobe_of(const std::vector<DemoProduct>& products, Tone tone) {
  Wardrobe wardrobe;
  for (const auto& product : products) {
    if (!product.on_sale)
      continue;
    for (const auto* color : product.colors)
      if (color->tone == Tone::neutral || color->tone == tone)
        wardrobe[std::size_t(traits(product.design.garment).slot)].push_back(
          {product.id, product.design, color});
  }
  return wardrobe;
}

bool is_patterned(const LookItem& item) {
  const auto pattern = item.design.pattern;
  return pattern == Pattern::check || pattern == Pattern::floral || pattern == Pattern::dot
         || pattern == Pattern::stripe || pattern == Pattern::herringbone;
}

/// Puts a look together, item by item.
class Outfit {
public:
  Outfit(const Wardrobe& wardrobe, Tone tone, Random& random)
    : wardrobe_(wardrobe), tone_(tone), random_(random) {}

  /// The best of a few random finds: tone on tone, few patterns, not everything in one colour.
  void add(Slot slot) {
    const auto& choice = wardrobe_[std::size_t(slot)];
    if (choice.empty())
      return;
    const Candidate* best = nullptr;
    int best_score = 0;
    for (int i = 0; i < 8; ++i) {
      const auto& candidate = random_.pick(choice);
      if (const int score = score_of(candidate); !best || score > best_score) {
        best = &candidate;
        best_score = score;
      }
    }
    items_.push_back(*best);
  }

  std::vector<LookItem> take() { return std::move(items_); }

private:
  int score_of(const Candidate& candidate) const {
    int score = candidate.color->tone == tone_ ? 3 : 0;
    for (const auto& item : items_) {
      if (is_patterned(item) && is_patterned(candidate))
        score -= 6;
      if (item.color == candidate.color)
        score -= 2;
      if (tone_ == Tone::vivid && item.color->tone == tone_ && candidate.color->tone == tone_)
        score -= 5;
    }
    return score;
  }

  const Wardrobe& wardrobe_;
  Tone tone_;
  Random& random_;
  std::vector<LookItem> items_;
};

std::vector<LookItem> dress_up(const Wardrobe& wardrobe, Tone tone, Random& random) {
  Outfit outfit{wardrobe, tone, random};
  if (random.chance(tone == Tone::soft ? 40 : 18)) {
    outfit.add(Slot::dress);
  } else {
    outfit.add(Slot::top);
    outfit.add(Slot::bottom);
  }
  if (random.chance(55))
    outfit.add(Slot::outer);
  outfit.add(Slot::shoes);
  auto items = outfit.take();
  const bool needs_more = items.size() < 3;
  if (items.size() < 5 && (needs_more || random.chance(65))) {
    Outfit extra{wardrobe, tone, random};
    extra.add(random.chance(60) ? Slot::bag : random.chance(60) ? Slot::head : Slot::neck);
    for (auto& item : extra.take())
      items.push_back(item);
  }
  return items;
}

} // namespace

std::vector<DemoLook> make_looks(const std::vector<DemoProduct>& products, std::uint64_t seed) {
  std::array<Wardrobe, 5> wardrobes;
  for (std::size_t tone = 0; tone < wardrobes.size(); ++tone)
    wardrobes[tone] = wardrobe_of(products, Tone(tone));

  std::vector<DemoLook> looks;
  for (std::size_t i = 0; i < demo_looks; ++i) {
    Random random{seed, look_stream, i};
    DemoLook look;
    look.id = LookId{std::int64_t(i) + 1};
    look.tone = Tone(random.pick_weighted(std::array{5, 5, 5, 3, 3}));
    look.items = dress_up(wardrobes[std::size_t(look.tone)], look.tone, random);
    auto words = look_words(look.tone, look.items, random);
    look.title = std::move(words.title);
    look.description = std::move(words.description);
    looks.push_back(std::move(look));
  }
  return looks;
}

} // namespace baro
