using DigitalHub.Backends;
using DigitalHub.Backends.Profiles;

namespace DigitalHub.OtherProcess;

/// <summary>Another process at a file of profiles.</summary>
internal static class Profile
{
    /// <summary>Asks the core of the profile <c>lab</c> again and again, and so renews its tokens whenever they end. Prints who is signed in.</summary>
    public static async Task UseAsync(string file, int rounds)
    {
        var options = new Profiles(() => new ProfileEnvironment(new Dictionary<string, string> { ["DH_CONFIG"] = file, ["DH_NAME"] = "lab" }, null)).Find("lab")!;
        await using var core = ((IBackendFactory)new BackendFactory()).OpenCore(options);
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        for (var round = 0; round < rounds && Console.In.ReadLine() is not null; round++)
        {
            Console.Out.WriteLine((await core.CheckAsync(CancellationToken.None)).User);
            Console.Out.Flush();
        }
    }

    /// <summary>Writes the token of the profile <c>lab</c>, each time another one of the same length and again and again. Prints each when it is written.</summary>
    public static async Task RewriteAsync(string path)
    {
        var file = new ProfileFile(path);
        Console.Out.WriteLine("ready");
        Console.Out.Flush();
        Console.In.ReadLine();
        for (var number = 0; ; number++)
        {
            var token = FormattableString.Invariant($"token-{number:D8}");
            using (await file.LockAsync(TimeSpan.FromMinutes(2), CancellationToken.None)) file.Change(document => document.Set("lab", "dhcore_access_token", token));
            Console.Out.WriteLine(token);
            Console.Out.Flush();
        }
    }

    /// <summary>Keeps others from changing the file until the input ends.</summary>
    public static async Task HoldAsync(string path)
    {
        using var held = await new ProfileFile(path).LockAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        Console.Out.WriteLine("held");
        Console.Out.Flush();
        await Console.In.ReadToEndAsync();
    }
}
