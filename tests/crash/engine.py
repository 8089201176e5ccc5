"""Reads a generation's file through DuckDB's C library, read-only: what `sluss query` does not show (meta)."""
import ctypes


class Result(ctypes.Structure):
    _fields_ = [("a", ctypes.c_uint64), ("b", ctypes.c_uint64), ("c", ctypes.c_uint64), ("columns", ctypes.c_void_p),
                ("error", ctypes.c_char_p), ("internal", ctypes.c_void_p)]


class Engine:
    def __init__(self, library):
        self.lib = ctypes.CDLL(str(library))
        self.lib.duckdb_value_varchar.restype = ctypes.c_void_p
        self.lib.duckdb_value_varchar.argtypes = [ctypes.POINTER(Result), ctypes.c_uint64, ctypes.c_uint64]
        self.lib.duckdb_result_error.restype = ctypes.c_char_p
        self.lib.duckdb_row_count.restype = ctypes.c_uint64
        self.lib.duckdb_column_count.restype = ctypes.c_uint64
        self.lib.duckdb_free.argtypes = [ctypes.c_void_p]

    def rows(self, file, *statements, access="read_only"):
        """One list of rows of texts for each statement."""
        config, database, connection = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
        error = ctypes.c_char_p()
        self.lib.duckdb_create_config(ctypes.byref(config))
        self.lib.duckdb_set_config(config, b"access_mode", access.encode())
        self.lib.duckdb_set_config(config, b"threads", b"1")
        try:
            if self.lib.duckdb_open_ext(str(file).encode(), ctypes.byref(database), config, ctypes.byref(error)):
                raise RuntimeError(f"{file} does not open: {error.value.decode()}")
            self.lib.duckdb_connect(database, ctypes.byref(connection))
            return [self._query(connection, statement) for statement in statements]
        finally:
            self.lib.duckdb_disconnect(ctypes.byref(connection))
            self.lib.duckdb_close(ctypes.byref(database))
            self.lib.duckdb_destroy_config(ctypes.byref(config))

    def _query(self, connection, statement):
        result = Result()
        failed = self.lib.duckdb_query(connection, statement.encode(), ctypes.byref(result))
        try:
            if failed:
                raise RuntimeError(self.lib.duckdb_result_error(ctypes.byref(result)).decode() + "\n" + statement)
            width = range(self.lib.duckdb_column_count(ctypes.byref(result)))
            return [[self._text(result, column, row) for column in width]
                    for row in range(self.lib.duckdb_row_count(ctypes.byref(result)))]
        finally:
            self.lib.duckdb_destroy_result(ctypes.byref(result))

    def _text(self, result, column, row):
        pointer = self.lib.duckdb_value_varchar(ctypes.byref(result), column, row)
        if not pointer:
            return None
        text = ctypes.string_at(pointer).decode()
        self.lib.duckdb_free(pointer)
        return text
