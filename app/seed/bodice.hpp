#pragma once

#include "app/seed/garments.hpp"

namespace baro {

enum class Sleeve : std::uint8_t { none, half, full };

/// The measures of what is worn on the upper body. Lengths across are from the middle.
struct Bodice {
  double neck = 21;      // half of the neckline
  double neck_top = 155; // where it meets the shoulder
  double neck_drop = 16; // how far the front goes below that
  double shoulder = 60;
  double underarm = 53;
  double hem_width = 52;
  double hem = 392;
  double sleeve_width = 0; // added
  Sleeve sleeve = Sleeve::full;
  bool pointed = false; // V-neck

  /// With the fit and length of a design.
  static Bodice of(const Piece& piece);

  std::string front() const;
  /// One side of a front that opens down the middle: `gap` from there at the height `low`, where
  /// the neckline ends, and `flare` at the hem. Negative where it overlaps the other side.
  std::string half_front(int side, double low, double gap, double flare) const;
  /// The inside of the back, seen above the front's neckline when nobody is in it.
  std::string back() const;
  std::string sleeve_outline(int side) const;
  /// A band of that height at the end of the sleeve, and at the hem.
  std::string cuff(int side, double height) const;
  std::string hem_band(double height) const;
  /// A ribbed band along the neckline.
  std::string neckband(double width) const;
};

/// Back, front and sleeves. Knitwear has ribbed ends.
void draw_bodice(Canvas& canvas, const Piece& piece, const Bodice& bodice, bool ribbed);

void draw_back(Canvas& canvas, const Piece& piece, const Bodice& bodice);
void draw_sleeves(Canvas& canvas, const Piece& piece, const Bodice& bodice);
void draw_cuffs(Canvas& canvas, const Piece& piece, const Bodice& bodice, double height,
                const Cloth& cloth);
void draw_ribs(Canvas& canvas, const Piece& piece, const Bodice& bodice);

/// Buttoned down the middle.
void draw_placket(Canvas& canvas, const Piece& piece, double top, double bottom);
void draw_shirt_collar(Canvas& canvas, const Piece& piece);

} // namespace baro
