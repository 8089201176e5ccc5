#include "connectors/register/inflater.h"

namespace sluss::connectors::registers {

namespace {

/// The largest window, as inflateInit2() takes it.
int window_of(Inflater::Around around) {
  constexpr int gzip_header = 16;
  return around == Inflater::Around::gzip ? MAX_WBITS + gzip_header : -MAX_WBITS;
}

}  // namespace

Inflater::Inflater(Around around) : good_(inflateInit2(&stream, window_of(around)) == Z_OK) {}

Inflater::~Inflater() {
  if (good_) inflateEnd(&stream);
}

}  // namespace sluss::connectors::registers
