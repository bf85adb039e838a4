#pragma once

#include "app/seed/canvas.hpp"

#include <cstdint>

namespace baro {

enum class Hair : std::uint8_t { cropped, bob, straight, bun, wavy };
inline constexpr std::size_t hair_count = 5;

/// Who wears it. 700 high, in the middle of the canvas.
struct Figure {
  Rgb skin;
  Rgb hair_color;
  Hair hair;
  double shoulder; // of the widest sleeve, from the middle: there hang the arms
};

// In this order, with what is worn between them.
void draw_hair_behind(Canvas& canvas, const Figure& figure);
void draw_body(Canvas& canvas, const Figure& figure);
void draw_hands(Canvas& canvas, const Figure& figure);
void draw_head(Canvas& canvas, const Figure& figure);

} // namespace baro
