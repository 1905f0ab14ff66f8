using Npgsql;
using NpgsqlTypes;

namespace Actors.Ledger.PostgreSql;

/// <summary>Positional parameters with their types stated, so that a statement is prepared once and for all.</summary>
internal static class PostgreSqlParameters
{
    public static NpgsqlParameter Of(int value) => Make(value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(long value) => Make(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(long? value) => value is { } known ? Of(known) : new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Of(Guid value) => Make(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Of(string value) => Make(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Of(DateTimeOffset value) => Make(value.UtcDateTime, NpgsqlDbType.TimestampTz);

    public static NpgsqlParameter Of(short[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of(int[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(int?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(long[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(long?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(Guid[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Uuid);

    public static NpgsqlParameter Of(string[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Of(DateOnly?[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Date);

    public static NpgsqlParameter Of(ReadOnlyMemory<byte>[] values) => Make(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    private static NpgsqlParameter<T> Make<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}
