using System.Management.Automation;
using System.Runtime.ExceptionServices;
using DigitalHub.Backends.Tests.Fuzzing;
using DigitalHub.PowerShell.Tests.Hosting;
using Xunit.Abstractions;

namespace DigitalHub.PowerShell.Tests.Fuzzing;

/// <summary>
/// Calls commands with arguments by chance: each gives something or says in an error of its own what is wrong, and neither
/// hangs nor takes more memory than a bound, whatever threads it works on.
/// </summary>
internal static class Calling
{
    // A call of these tests that is none.
    private static readonly string[] NoCall = ["NamedParameterNotFound", "PositionalParameterNotFound"];

    // What no command may end with, even where the shell wraps it in an error of its own.
    private static readonly Type[] Mistakes =
    [
        typeof(NullReferenceException), typeof(IndexOutOfRangeException), typeof(KeyNotFoundException), typeof(InvalidCastException), typeof(ArgumentOutOfRangeException), typeof(ArgumentNullException),
        typeof(ArgumentException), typeof(InvalidOperationException), typeof(ObjectDisposedException), typeof(NotSupportedException), typeof(AggregateException), typeof(OutOfMemoryException), typeof(UriFormatException),
    ];

    /// <param name="shell">Where they are called.</param>
    /// <param name="output">Where it is told how many there were.</param>
    /// <param name="percent">The share in all inputs.</param>
    /// <param name="make">Makes a call.</param>
    public static void Run(Shell shell, ITestOutputHelper output, double percent, Func<Random, Call> make)
    {
        shell.Run("$ErrorActionPreference = 'Continue'");
        var refused = 0;
        var trials = new Trials<Call>(make, Use, call => call.ToString());
        var count = Chance.Share(percent);
        trials.Run(count);
        output.WriteLine($"{count} calls, {refused} of them refused; the most that one took were the {trials.Most >> 10} KB of input {trials.MostAt}.");
        Assert.True(trials.Wrong.Count == 0, string.Join("\n\n", trials.Wrong));

        void Use(Call call)
        {
            foreach (var (name, value) in call.Variables) shell.Set(name, value);
            var errors = shell.Try(call.Script).Errors;
            if (errors.FirstOrDefault(error => !IsOurs(error) && !IsOfCompletion(call, error)) is { } wrong) ExceptionDispatchInfo.Throw(wrong.Exception);
            if (errors.Count > 0) refused++;
        }
    }

    // An error of the module, or of the shell that binds arguments and finds paths and says so.
    private static bool IsOurs(ErrorRecord error) =>
        error.FullyQualifiedErrorId.Length > 0 && error.Exception.Message.Length > 0 && !NoCall.Contains(error.Id())
        && (error.Exception.GetType().Assembly.GetName().Name == "DigitalHub.Model" || error.Exception is ParameterBindingException or ItemNotFoundException || (error.Exception is PSArgumentException && !IsOfModule(error.Exception)))
        && !Causes(error.Exception).Any(cause => Mistakes.Contains(cause.GetType()) && IsOfModule(cause));

    // The shell completes what stands there even where no command of the module is meant.
    private static bool IsOfCompletion(Call call, ErrorRecord error) =>
        call.Script.StartsWith("TabExpansion2", StringComparison.Ordinal) && !IsOfModule(error.Exception.GetBaseException());

    private static bool IsOfModule(Exception exception) => exception.StackTrace?.Contains(" DigitalHub.", StringComparison.Ordinal) == true;

    // What an error of the module has as its cause is its own affair.
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null && cause.GetType().Assembly.GetName().Name != "DigitalHub.Model"; cause = cause.InnerException) yield return cause;
    }

    /// <summary>A script and the variables that it uses.</summary>
    internal sealed record Call(string Script, IReadOnlyDictionary<string, object> Variables)
    {
        public override string ToString() =>
            $"{Script}{string.Concat(Variables.Where(variable => Script.Contains($"${variable.Key}", StringComparison.Ordinal)).Select(variable => $" with {variable.Key} = {(variable.Value is string text ? Shown.Of(text) : variable.Value)}"))}";
    }
}
