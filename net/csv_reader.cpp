#include "net/csv_reader.hpp"

#include <csv.h>

#include <utility>

namespace baro {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t growth = 1024; // of the memory for one field

} // namespace

void CsvReader::Free::operator()(csv_parser* parser) const {
  csv_free(parser);
  delete parser;
}

CsvReader::CsvReader(std::size_t row_bytes_max) : row_bytes_max_(row_bytes_max) { begin(); }

CsvReader::~CsvReader() = default;

std::optional<CsvRow> CsvReader::read(std::string_view& bytes) {
  skip_byte_order_mark(bytes);
  while (!bytes.empty() && !ended_) {
    const auto line_break = bytes.find_first_of("\r\n");
    const auto piece
      = bytes.substr(0, line_break == std::string_view::npos ? line_break : line_break + 1);
    bytes.remove_prefix(piece.size());
    parse(piece);
  }
  return std::exchange(ended_, std::nullopt);
}

std::optional<CsvRow> CsvReader::finish() {
  if (row_bytes_ == 0)
    return std::nullopt;
  if (!is_faulty_ && csv_fini(parser_.get(), end_field, end_row, this) != 0)
    row_.fault = CsvRow::Fault::quotes;
  if (!ended_)
    end_row(0, this);
  return std::exchange(ended_, std::nullopt);
}

void CsvReader::end_field(void* text, std::size_t size, void* self) {
  static_cast<CsvReader*>(self)->row_.fields.emplace_back(static_cast<const char*>(text), size);
}

void CsvReader::end_row(int, void* self) {
  auto& reader = *static_cast<CsvReader*>(self);
  reader.ended_ = std::exchange(reader.row_, {});
  reader.row_bytes_ = 0;
  reader.is_faulty_ = false;
}

void CsvReader::begin() {
  parser_.reset(new csv_parser);
  csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(parser_.get(), growth);
  // Blanks belong to their field.
  csv_set_space_func(parser_.get(), [](unsigned char) { return 0; });
}

void CsvReader::skip_byte_order_mark(std::string_view& bytes) {
  while (mark_bytes_ < byte_order_mark.size() && !bytes.empty()) {
    if (bytes.front() != byte_order_mark[mark_bytes_]) {
      const auto no_mark = std::exchange(mark_bytes_, byte_order_mark.size());
      if (no_mark > 0)
        parse(byte_order_mark.substr(0, no_mark));
      return;
    }
    ++mark_bytes_;
    bytes.remove_prefix(1);
  }
}

// A piece is a line, or a part of one. Only at its end it may have a line break.
void CsvReader::parse(std::string_view piece) {
  const bool is_end = piece.back() == '\r' || piece.back() == '\n';
  const bool is_second_half = piece == "\n" && after_cr_;
  after_cr_ = piece.back() == '\r';
  if (row_bytes_ == 0)
    row_.line = line_;
  if (is_end && !is_second_half)
    ++line_;
  if (row_bytes_ == 0 && is_end && piece.size() == 1)
    return;
  row_bytes_ += piece.size();
  if (row_bytes_ > row_bytes_max_) {
    row_.fault = CsvRow::Fault::too_long;
    return end_row(0, this);
  }
  if (!is_faulty_
      && csv_parse(parser_.get(), piece.data(), piece.size(), end_field, end_row, this)
           != piece.size()) {
    // The parser stays where it stopped. A fresh one goes on with the next line.
    begin();
    is_faulty_ = true;
    row_.fault = CsvRow::Fault::quotes;
  }
  if (is_faulty_ && is_end)
    end_row(0, this);
}

} // namespace baro
