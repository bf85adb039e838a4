#pragma once

#include "app/seed/canvas.hpp"
#include "app/seed/design.hpp"

namespace baro {

/// A garment to be drawn on a figure 700 high, whose head is at the top of the canvas and whose
/// middle is at x = 300; worn, or by itself as if nobody were in it.
struct Piece {
  Design design;
  Rgb color;
  bool worn = false;
  bool covered = false; // by an outer garment, which hides the sleeves

  Cloth cloth(int angle = 0) const { return {color, design.pattern, angle}; }
  Cloth plain() const { return {color, Pattern::plain, 0}; }
  /// 0 for slim, 8 for regular, 18 for oversized.
  double ease() const;
};

void draw_garment(Canvas& canvas, const Piece& piece);

/// Where a piece that is not worn is to be found on the canvas.
struct Box {
  double x;
  double y;
  double width;
  double height;
};
Box box_of(const Design& design);

// By kind. Use draw_garment().
void draw_tee(Canvas& canvas, const Piece& piece);
void draw_shirt(Canvas& canvas, const Piece& piece);
void draw_sweatshirt(Canvas& canvas, const Piece& piece);
void draw_knit(Canvas& canvas, const Piece& piece);
void draw_cardigan(Canvas& canvas, const Piece& piece);
void draw_tailored(Canvas& canvas, const Piece& piece);
void draw_padding(Canvas& canvas, const Piece& piece);
void draw_jacket(Canvas& canvas, const Piece& piece);
void draw_trousers(Canvas& canvas, const Piece& piece);
void draw_skirt(Canvas& canvas, const Piece& piece);
void draw_dress(Canvas& canvas, const Piece& piece);
void draw_shoes(Canvas& canvas, const Piece& piece);
void draw_bag(Canvas& canvas, const Piece& piece);
void draw_headwear(Canvas& canvas, const Piece& piece);
void draw_muffler(Canvas& canvas, const Piece& piece);
void draw_belt(Canvas& canvas, const Piece& piece);
void draw_sunglasses(Canvas& canvas, const Piece& piece);

} // namespace baro
