#include "app/seed/svg.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace baro {

namespace {

std::string pair(Point point) {
  auto text = number(point.x);
  const auto y = number(point.y);
  // A minus sign separates as well as a space.
  return y.front() == '-' ? text + y : text + ' ' + y;
}

Point place(Point point, int side) { return {middle + side * point.x, point.y}; }

} // namespace

Rgb mix(Rgb a, Rgb b, int percent) {
  const auto blend = [percent](int from, int to) {
    return static_cast<std::uint8_t>(from + (to - from) * percent / 100);
  };
  return {blend(a.red, b.red), blend(a.green, b.green), blend(a.blue, b.blue)};
}

Rgb lighter(Rgb color, int percent) { return mix(color, {255, 253, 248}, percent); }
Rgb darker(Rgb color, int percent) { return mix(color, {18, 14, 24}, percent); }

int brightness(Rgb color) {
  return (299 * color.red + 587 * color.green + 114 * color.blue) / 1'000;
}

std::string hex(Rgb color) {
  std::array<char, 8> text;
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", unsigned{color.red},
                unsigned{color.green}, unsigned{color.blue});
  return text.data();
}

std::string number(double value) {
  const auto tenths = std::lround(value * 10);
  const auto whole = tenths / 10;
  const auto rest = std::abs(tenths % 10);
  auto text = tenths < 0 && whole == 0 ? "-0" : std::to_string(whole);
  if (rest != 0)
    text += '.' + std::to_string(rest);
  return tenths == 0 ? "0" : text;
}

Path::Path(Point start) : text_('M' + pair(start)) {}

Path& Path::line(Point to) { return text_ += 'L' + pair(to), *this; }

Path& Path::curve(Point control1, Point control2, Point to) {
  text_ += 'C' + pair(control1) + ' ' + pair(control2) + ' ' + pair(to);
  return *this;
}

Path& Path::close() { return text_ += 'Z', *this; }

HalfOutline& HalfOutline::line(Point to) { return steps_.push_back({false, {}, {}, to}), *this; }

HalfOutline& HalfOutline::curve(Point control1, Point control2, Point to) {
  return steps_.push_back({true, control1, control2, to}), *this;
}

std::string HalfOutline::open(int side) const {
  Path path{place(start_, side)};
  for (const auto& step : steps_) {
    if (step.curved)
      path.curve(place(step.control1, side), place(step.control2, side), place(step.to, side));
    else
      path.line(place(step.to, side));
  }
  return path.text();
}

std::string HalfOutline::closed(int side) const { return open(side) + 'Z'; }

std::string HalfOutline::both() const {
  auto text = open(1);
  Path back{place(steps_.back().to, -1)};
  for (auto i = steps_.size(); i-- > 0;) {
    const auto to = place(i == 0 ? start_ : steps_[i - 1].to, -1);
    if (steps_[i].curved)
      back.curve(place(steps_[i].control2, -1), place(steps_[i].control1, -1), to);
    else
      back.line(to);
  }
  // Where the sides meet at the bottom, the way back starts where the way there ended.
  auto way_back = back.text();
  way_back.front() = 'L';
  return text + way_back + 'Z';
}

} // namespace baro
