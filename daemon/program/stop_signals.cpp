#include "daemon/program/stop_signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace sluss::daemon::program {

StopSignals::StopSignals() {
  sigset_t set;
  ::sigemptyset(&set);
  struct sigaction before{};
  // Whoever began it with SIGINT ignored (nohup, a script's `&`) means that Ctrl-C is not for it.
  if (::sigaction(SIGINT, nullptr, &before) != 0 || before.sa_handler != SIG_IGN) ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  ::signal(SIGTERM, SIG_DFL);  // ignored, the second one would end nothing
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = core::Descriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  ended_ = core::Descriptor(::eventfd(0, EFD_CLOEXEC));
  reader_ = std::jthread([this, set](const std::stop_token&) {
    for (;;) {
      std::array<pollfd, 2> watched{{{signals_.number(), POLLIN, 0}, {ended_.number(), POLLIN, 0}}};
      if (::poll(watched.data(), watched.size(), -1) < 0) continue;
      if (watched[1].revents != 0) return;
      signalfd_siginfo signal{};
      // Without waiting: one that came after the first may end the program before it is read, or be ignored.
      if (::read(signals_.number(), &signal, sizeof signal) != sizeof signal) continue;
      source_.request_stop();
      // The first signal ends it in order; the second as every program.
      ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }
  });
}

StopSignals::~StopSignals() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(ended_.number(), &one, sizeof one);
  reader_.join();
}

}  // namespace sluss::daemon::program
