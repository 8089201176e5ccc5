#pragma once
// A stage of a benchmark as a process of its own: what one leaves in memory, no other finds there.

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace sluss::bench {

struct MeasuredStage {
  double clock = 0;  ///< seconds
  double core = 0;   ///< seconds
  long peak_kib = 0;
};

/// Runs "PROGRAM STAGE FOLDER"; ends this program where it fails.
[[nodiscard]] inline MeasuredStage run_stage(const std::string& program, const std::string& stage,
                                             const std::filesystem::path& folder) {
  constexpr int not_started = 127;
  const auto began = std::chrono::steady_clock::now();
  const auto child = ::fork();
  if (child == 0) {
    ::execl(program.c_str(), program.c_str(), stage.c_str(), folder.c_str(), nullptr);
    ::_exit(not_started);
  }
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "stage %s failed\n", stage.c_str());
    std::exit(2);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {.clock = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(),
          .core = seconds(usage.ru_utime) + seconds(usage.ru_stime),
          .peak_kib = usage.ru_maxrss};
}

[[nodiscard]] inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace sluss::bench
