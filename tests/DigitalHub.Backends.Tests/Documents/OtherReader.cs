using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;
using Xunit.Abstractions;

namespace DigitalHub.Backends.Tests.Documents;

/// <summary>A second, independent implementation of YAML, where it is on the machine.</summary>
internal sealed class OtherReader(string name, string program, string probe, string option)
{
    /// <summary>PyYAML: a reader of YAML 1.1, with which the Python SDK reads.</summary>
    public static OtherReader PyYaml { get; } = new("PyYAML", "python3", "import yaml", "-c");

    /// <summary>npm's yaml: a reader of YAML 1.2.</summary>
    public static OtherReader Npm { get; } = new("npm's yaml", "node", "require('yaml')", "-e");

    // Where build.ps1 puts what the tests read with.
    private static string Modules { get; } = Path.Combine(
        typeof(OtherReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "RepositoryFolder").Value!, "artifacts", "readers", "node_modules");

    /// <summary>Whether it can be asked. If not, that is said, not skipped in silence: a sum of tests that hides this would claim too much.</summary>
    public bool IsThere(ITestOutputHelper output)
    {
        if (Start(option, probe) is (0, _)) return true;
        output.WriteLine($"not run: no {program} with {name}");
        Console.WriteLine($"{nameof(OtherReaderTests)}: not run: no {program} with {name}.");
        return false;
    }

    /// <summary>Runs a script of tests/data/readers on a folder.</summary>
    public (int? Code, string Said) Run(string script, DirectoryInfo folder) =>
        Start(Path.Combine(Reading.DataFolder, "readers", script), folder.FullName);

    /// <summary>A value with its type, as the scripts tell it.</summary>
    public static object? Tell(object? value) => value switch
    {
        null or bool => value,
        string text => new object[] { "t", text },
        double number => new object[] { "f", BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture) },
        long or BigInteger => new object[] { "i", Convert.ToString(value, CultureInfo.InvariantCulture)! },
        OrderedDictionary map => new object[] { "m", map.Cast<DictionaryEntry>().Select(entry => new[] { entry.Key, Tell(entry.Value) }).ToArray() },
        Array list => new object[] { "l", list.Cast<object?>().Select(Tell).ToArray() },
        _ => throw new ArgumentException($"{value.GetType()}", nameof(value)),
    };

    private (int? Code, string Said) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["NODE_PATH"] = Modules },
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (null, exception.Message);
        }
    }
}
