// Owns the precompiled headers (cmake/SlussPch.cmake).
int main() {}
