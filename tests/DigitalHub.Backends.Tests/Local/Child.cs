using System.Diagnostics;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>The helper program <c>StoreWriter</c> as another process, and if need be as another user.</summary>
internal sealed class Child : IDisposable
{
    private const string Nobody = "65534";

    private readonly Process _process;

    private Child(Process process) => _process = process;

    public TextReader Output => _process.StandardOutput;

    public static Child Start(params string[] arguments) => Start(AppContext.BaseDirectory, asNobody: false, arguments);

    /// <summary>Starts it as a user whom file modes bind; root is bound by none.</summary>
    public static Child StartAsNobody(TemporaryFolder programs, params string[] arguments)
    {
        foreach (var source in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var target = programs.File(Path.GetRelativePath(AppContext.BaseDirectory, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
        Process.Start("chmod", ["-R", "a+rX", programs.Path]).WaitForExit();
        return Start(programs.Path, Environment.UserName == "root", arguments);
    }

    public async Task<string[]> ReadToEndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync();
        var errors = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Gives it a line of input, such as the word that it waits for.</summary>
    public void Say(string line = "go")
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line of its output, which must come.</summary>
    public async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>SIGKILL: no handler, no finally, no flush.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static Child Start(string folder, bool asNobody, string[] arguments)
    {
        string[] command = ["dotnet", Path.Combine(folder, "StoreWriter.dll"), .. arguments];
        if (asNobody) command = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (asNobody) start.Environment["HOME"] = "/nonexistent";
        return new Child(Process.Start(start)!);
    }
}
