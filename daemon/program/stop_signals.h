#pragma once
// SIGINT and SIGTERM as a stop token; SIGINT not where the program was started with it ignored. The first one
// ends the program in order; the second as every program. The signals are blocked in every thread begun after this and
// read by one thread.

#include <csignal>
#include <functional>
#include <stop_token>
#include <thread>

#include "core/descriptor.h"

namespace sluss::daemon::program {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  core::Descriptor signals_;
  core::Descriptor ended_;
  std::jthread reader_;
};

}  // namespace sluss::daemon::program
