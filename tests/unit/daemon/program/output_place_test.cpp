// Where --output goes: nothing that is no regular file is replaced.
#include "daemon/program/output_place.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "core/descriptor.h"
#include "tests/tools/temporary_folder.h"

namespace sluss::daemon::program {
namespace {

namespace fs = std::filesystem;
using Kind = OutputPlace::Kind;

class OutputPlaces : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }
  static std::string code(const fs::path& path) {
    const auto place = output_place(path.string());
    return place ? "" : place.error().code;
  }
  tests::TemporaryFolder folder_;
};

TEST_F(OutputPlaces, StandardOutputHasNames) {
  for (const auto* name : {"", "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
    EXPECT_EQ(output_place(name)->kind, Kind::standard_output) << name;
  EXPECT_EQ(output_place("./-")->kind, Kind::file) << "who means the file says so";
}

TEST_F(OutputPlaces, AFileIsReplacedALinkStays) {
  EXPECT_EQ(output_place(at("new"))->file, at("new"));
  std::ofstream(at("old")) << "old";
  EXPECT_EQ(output_place(at("old"))->file, at("old"));
  fs::create_symlink("old", at("link"));
  fs::create_symlink("link", at("far"));
  EXPECT_EQ(output_place(at("far"))->file, fs::canonical(at("old")));
  EXPECT_EQ(output_place(at("far"))->kind, Kind::file);
}

TEST_F(OutputPlaces, WhatIsNeitherIsRefused) {
  fs::create_symlink("nowhere", at("dangling"));
  EXPECT_EQ(code(at("dangling")), "usage.output");
  EXPECT_EQ(code(folder_.path()), "usage.output");
  EXPECT_EQ(code(at("none") / "file"), "") << "the writer reports the folder's absence";
  std::ofstream(at("file")) << "x";
  EXPECT_EQ(code(at("file") / "below"), "disk.missing");
}

TEST_F(OutputPlaces, ADeviceIsWrittenTo) {
  const auto place = output_place("/dev/null");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->kind, Kind::stream);
  fs::create_symlink("/dev/null", at("link"));
  EXPECT_EQ(output_place(at("link"))->kind, Kind::stream);
  const Output output;
  const auto stream = OutputStream::open(output, *place, {});
  ASSERT_TRUE(stream) << core::describe(stream.error());
  EXPECT_TRUE(stream->write("x"));
  const auto full = OutputStream::open(output, *output_place("/dev/full"), {});
  EXPECT_EQ(full->write("x").error().code, "output.write");
}

TEST_F(OutputPlaces, ADeviceThatIsNotThereIsNotWaitedFor) {
  // Nor is a socket, which open() answers alike: the name may have been another's when it was checked.
  const core::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = at("socket").string();
  ASSERT_LT(name.size(), sizeof address.sun_path);
  name.copy(address.sun_path, name.size());
  ASSERT_EQ(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const Output output;
  const auto opened = OutputStream::open(output, {.kind = Kind::stream, .file = at("socket")}, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "output.write");
}

TEST_F(OutputPlaces, APipeWaitsForItsReaderOrTheStop) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  const auto place = *output_place(at("pipe"));
  EXPECT_EQ(place.kind, Kind::stream);
  const Output output;
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(OutputStream::open(output, place, stop.get_token()).error().code, "output.cancelled");
  std::string got;
  std::jthread reader([&] { std::getline(std::ifstream(at("pipe")), got); });
  {
    const auto stream = OutputStream::open(output, place, {});
    ASSERT_TRUE(stream) << core::describe(stream.error());
    EXPECT_TRUE(stream->write("åäö\n"));
  }
  reader.join();
  EXPECT_EQ(got, "åäö");
  EXPECT_TRUE(fs::is_fifo(at("pipe")));
}

}  // namespace
}  // namespace sluss::daemon::program
