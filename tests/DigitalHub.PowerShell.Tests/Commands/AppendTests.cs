using System.Collections.Concurrent;
using DigitalHub.PowerShell.Tests.Hosting;

namespace DigitalHub.PowerShell.Tests.Commands;

/// <summary>Of writers that continue the same file at once none loses what another wrote.</summary>
public sealed class AppendTests : IDisposable
{
    private const int Writers = 4;

    private readonly Shell _shell = Shell.Open();

    public AppendTests() => _shell.Run("$r = New-DhRun python+run -Id a");

    private string Target => Path.Combine(_shell.Folder, "all.yaml");

    [Theory]
    [InlineData("all.yaml")]
    [InlineData("all.json")]
    public async Task Commands_that_append_at_once_lose_nothing(string file)
    {
        var path = Path.Combine(_shell.Folder, file);

        await AtOnce(writer =>
        {
            using var shell = Shell.Open();
            shell.Run($"1..10 | ForEach-Object {{ New-DhRun python+run -Id \"w{writer}-$_\" | Export-DhRun -LiteralPath '{path}' -Append }}");
        });

        Assert.Equal(10 * Writers, _shell.Run($"Import-DhRun '{path}'").Count);
        Assert.Equal([file], Names());
    }

    [Fact]
    public async Task One_at_a_time_has_the_lock()
    {
        var inside = 0;
        var counts = new ConcurrentBag<int>();

        await AtOnce(_ =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var taken = FileLock.Take(Target, Patience.Long);
                counts.Add(Interlocked.Increment(ref inside));
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        });

        Assert.Equal(Enumerable.Repeat(1, 100 * Writers), counts);
        Assert.Empty(Names());
    }

    [Fact]
    public void Who_waits_too_long_is_told()
    {
        using var taken = FileLock.Take(Target, Patience.Long);

        var error = Assert.ThrowsAny<Exception>(() => FileLock.Take(Target, TimeSpan.FromSeconds(0.1)));

        Assert.Equal("FileUnwritable", error.GetType().GetProperty("ErrorId")!.GetValue(error));
        Assert.EndsWith("all.yaml can't be written: another command has been appending to it for more than 0.1 seconds.", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("Repeat the command", (string)error.GetType().GetProperty("RecommendedAction")!.GetValue(error)!, StringComparison.Ordinal);
        FileLock.Take(Path.Combine(_shell.Folder, "other.yaml"), TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void What_a_killed_writer_left_blocks_nobody()
    {
        string name;
        using (FileLock.Take(Target, Patience.Long)) name = Assert.Single(Names());
        Assert.Empty(Names());
        File.WriteAllText(Path.Combine(_shell.Folder, name), string.Empty);

        _shell.Run("$r | Export-DhRun -Path all.yaml -Append");

        Assert.Equal(["all.yaml"], Names());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("id: b\n")]
    public void What_something_else_wrote_meanwhile_stays(string? before)
    {
        if (before is not null) File.WriteAllText(Target, before);

        var error = _shell.Fail("& { $r; [IO.File]::WriteAllText(\"$PWD/all.yaml\", 'id: another') } | Export-DhRun -Path all.yaml -Append");

        Assert.Equal("FileUnwritable", error.Id());
        Assert.Contains("it was changed by something else", error.Exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Repeat the command", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("id: another", File.ReadAllText(Target));
        Assert.Equal(["all.yaml"], Names());
    }

    [Fact]
    public void A_file_that_is_continued_can_be_read_meanwhile()
    {
        File.WriteAllText(Target, "id: b\n");

        _shell.Run(". { $r; $names = [IO.Directory]::GetFiles($PWD).Count; $read = [IO.File]::ReadAllText(\"$PWD/all.yaml\") } | Export-DhRun -Path all.yaml -Append");

        Assert.Equal([3, "id: b\n"], _shell.Run("$names; $read").Select(value => value.BaseObject));
        Assert.Equal(["all.yaml"], Names());
    }

    public void Dispose() => _shell.Dispose();

    private static Task AtOnce(Action<int> write) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(() => write(writer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private List<string> Names() => [.. Directory.EnumerateFiles(_shell.Folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(file => Path.GetFileName(file))];
}
