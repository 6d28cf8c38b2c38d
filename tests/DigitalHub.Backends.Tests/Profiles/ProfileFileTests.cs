using System.Runtime.Versioning;
using DigitalHub.Backends.Profiles;
using DigitalHub.Backends.Tests.Local;
using DigitalHub.Backends.Tests.SignIns;

namespace DigitalHub.Backends.Tests.Profiles;

/// <summary>What happens to the file on the disk.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProfileFileTests : IDisposable
{
    private const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    private string Ini => _folder.File("dhcore.ini");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_is_for_its_owner_alone()
    {
        new ProfileFile(Ini).Change(document => document.Set("lab", "a", "1"));

        Assert.Equal("[lab]\na = 1\n", File.ReadAllText(Ini));
        Assert.Equal(OwnersOnly, File.GetUnixFileMode(Ini));
        Assert.Equal(["dhcore.ini"], _folder.Files());
    }

    [Fact]
    public void A_file_that_all_could_read_is_its_owners_afterwards()
    {
        File.WriteAllText(Ini, "[lab]\na = 1\n");
        File.SetUnixFileMode(Ini, OwnersOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        new ProfileFile(Ini).Change(document => document.Set("lab", "a", "2"));

        Assert.Equal(("[lab]\na = 2\n", OwnersOnly), (File.ReadAllText(Ini), File.GetUnixFileMode(Ini)));
    }

    [Fact]
    public void A_file_that_need_not_change_is_not_written()
    {
        File.WriteAllText(Ini, "[lab]\na = 1\n");
        var wide = OwnersOnly | UnixFileMode.OtherRead;
        File.SetUnixFileMode(Ini, wide);

        new ProfileFile(Ini).Change(document => document.Set("lab", "a", "1"));

        Assert.Equal(wide, File.GetUnixFileMode(Ini));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        Directory.CreateDirectory(_folder.File("real"));
        File.WriteAllText(_folder.File("real/mine.ini"), "[lab]\na = 1\n");
        File.CreateSymbolicLink(Ini, "real/mine.ini");

        new ProfileFile(Ini).Change(document => document.Set("lab", "a", "2"));

        Assert.Equal("real/mine.ini", new FileInfo(Ini).LinkTarget);
        Assert.Equal("[lab]\na = 2\n", File.ReadAllText(_folder.File("real/mine.ini")));
    }

    [Fact]
    public void A_read_only_file_stays_as_it_is()
    {
        File.WriteAllText(Ini, "[lab]\na = 1\n");
        File.SetUnixFileMode(Ini, UnixFileMode.UserRead);

        var error = Assert.Throws<DigitalHubException>(() => new ProfileFile(Ini).Change(document => document.Set("lab", "a", "2")));

        Assert.Equal("ProfileUnavailable", NoSecrets.IdOf(error));
        Assert.Equal(("[lab]\na = 1\n", UnixFileMode.UserRead), (File.ReadAllText(Ini), File.GetUnixFileMode(Ini)));
        Assert.Equal(["dhcore.ini"], _folder.Files());
    }

    [Fact]
    public void A_file_whose_folder_is_not_there_cannot_be_written()
    {
        var file = new ProfileFile(_folder.File("no/such/dhcore.ini"));

        Assert.Null(file.Read());
        Assert.Equal("ProfileUnavailable", NoSecrets.IdOf(Assert.Throws<DigitalHubException>(() => file.Change(document => document.Set("lab", "a", "2")))));
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        Directory.CreateDirectory(Ini);

        Assert.Equal("ProfileUnavailable", NoSecrets.IdOf(Assert.Throws<DigitalHubException>(() => new ProfileFile(Ini).Read())));
    }

    [Fact]
    public void A_change_that_fails_leaves_the_file_as_it_was()
    {
        File.WriteAllText(Ini, "[lab]\na = 1\n");

        var error = Assert.Throws<DigitalHubException>(() => new ProfileFile(Ini).Change(document =>
        {
            document.Set("lab", "a", "2");
            document.Set("lab", "b", $"{StubCore.Marker}\n");
        }));

        Assert.Equal("ProfileUnavailable", error.ErrorId);
        NoSecrets.In(error);
        Assert.Equal("[lab]\na = 1\n", File.ReadAllText(Ini));
    }

    [Fact]
    public async Task The_lock_lets_one_in_at_a_time()
    {
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var held = await new ProfileFile(Ini).LockAsync(TimeSpan.FromMinutes(5), default);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));

        Assert.Equal(1, most);
        Assert.Equal(OwnersOnly, File.GetUnixFileMode($"{Ini}.lock"));
    }

    [Fact]
    public async Task A_lock_that_is_held_is_waited_for_only_so_long()
    {
        using var held = await new ProfileFile(Ini).LockAsync(TimeSpan.Zero, default);
        using var stop = new CancellationTokenSource();

        var error = await Assert.ThrowsAsync<DigitalHubException>(() => new ProfileFile(Ini).LockAsync(TimeSpan.Zero, default));
        var waiting = new ProfileFile(Ini).LockAsync(TimeSpan.FromMinutes(5), stop.Token);
        await stop.CancelAsync();

        Assert.Equal("ProfileUnavailable", NoSecrets.IdOf(error));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_lock_that_a_process_left_blocks_nobody()
    {
        File.WriteAllText($"{Ini}.lock", string.Empty);

        using var held = await new ProfileFile(Ini).LockAsync(TimeSpan.Zero, default);

        Assert.NotNull(held);
    }

    [Fact]
    public async Task Where_no_lock_can_be_there_is_none() =>
        Assert.Null(await new ProfileFile(_folder.File("no/such/dhcore.ini")).LockAsync(TimeSpan.Zero, default));
}
