#pragma once
// A file's text in an error, a log or a summary: core::shown().

#include "core/shown.h"

namespace sluss::connectors::registers {

using core::shown;

}  // namespace sluss::connectors::registers
