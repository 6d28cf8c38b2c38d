namespace DigitalHub.PowerShell.Completion;

internal sealed class RunCompleter : DhCompleter
{
    // No filter is for ids alone: the text may also be in a name or in a function's reference, so that not all that is found fits.
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request) =>
        Seen.Runs(request, new RunQuery { Text = request.Start }, run => request.Fits(run.Id), CompletionRequest.MaxResults)
            .Select(run => (run.Id, $"{run.Name} {run.Kind} {run.State}{Age.Of(run.Created, DateTime.Now)}"));
}
