using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>SQL past the store, on its file.</summary>
internal static class RawSql
{
    public static string Run(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? string.Empty;
    }
}
