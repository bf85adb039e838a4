#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace baro {

enum class Garment : std::uint8_t {
  tee,
  long_sleeve,
  shirt,
  blouse,
  sweatshirt,
  hoodie,
  knit,
  cardigan,
  vest,
  blazer,
  coat,
  padding,
  bomber,
  denim_jacket,
  jeans,
  slacks,
  shorts,
  skirt,
  pleated_skirt,
  dress,
  sneakers,
  loafers,
  boots,
  tote,
  shoulder_bag,
  backpack,
  cap,
  beanie,
  muffler,
  belt,
  sunglasses
};
inline constexpr std::size_t garment_count = 31;

enum class Pattern : std::uint8_t {
  plain,
  stripe,
  check,
  denim,
  rib,
  cable,
  floral,
  dot,
  herringbone
};

enum class Fit : std::uint8_t { slim, regular, oversized };
enum class Length : std::uint8_t { cropped, regular, longer };

/// What makes a product look as it does, but for its colour.
struct Design {
  Garment garment;
  Pattern pattern = Pattern::plain;
  Fit fit = Fit::regular;
  Length length = Length::regular;
  std::uint8_t detail = 0; // 0..2: neckline, pockets, closure ... of this garment

  friend bool operator==(const Design&, const Design&) = default;
};

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// Colours of one tone go together. Neutral goes with everything.
enum class Tone : std::uint8_t { neutral, earth, cool, soft, vivid };

struct Color {
  std::string_view name; // as in a SKU's options
  std::string_view korean;
  Rgb rgb;
  Tone tone;
};

/// Constants: a `const Color*` of this program points into one of these.
std::span<const Color> fabric_colors();
std::span<const Color> denim_colors();
std::span<const Color> leather_colors();

/// Where on a body, or off it, a garment goes.
enum class Slot : std::uint8_t { top, outer, bottom, dress, shoes, bag, head, neck, other };

enum class SizeRun : std::uint8_t { clothes, shoes, free };

struct GarmentTraits {
  std::uint8_t category; // index into the shop's categories
  Slot slot;
  SizeRun sizes;
  bool leather;
  int price_min; // thousands of KRW
  int price_max;
  std::array<std::string_view, 3> nouns; // by Design::detail
  std::array<Pattern, 4> patterns;       // each as likely; repeated to be more so
};

const GarmentTraits& traits(Garment garment);

} // namespace baro
