using DigitalHub.OtherProcess;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>A disk that is full in the middle of a change.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_change_is_made_whole_or_refused()
    {
        var path = _folder.File("store.db");
        using var child = Child.Start("fill", path);
        var tries = (await child.ReadToEndAsync()).Select(line => line.Split('|')).ToList();

        output.WriteLine($"{tries.Count} tries of {Changes.Count} changes.");
        Assert.All(tries, line => Assert.True(line[1] == "ok" ? line[2] == "after" : line[1].StartsWith($"StoreFull: The local store '{path}'", StringComparison.Ordinal) && line[2] == "before", string.Join('|', line)));
        foreach (var change in Enumerable.Range(0, Changes.Count).Select(Changes.Name))
        {
            Assert.Single(tries, line => line[0] == change && line[1] == "ok");
            Assert.Contains(tries, line => line[0] == change && line[1] != "ok");
        }
        Assert.Equal(["store.db"], _folder.Files());
        Assert.Equal("ok", RawSql.Run(path, "PRAGMA integrity_check"));
    }
}
