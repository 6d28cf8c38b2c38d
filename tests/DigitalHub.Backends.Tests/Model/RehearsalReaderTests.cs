using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Model;

/// <summary>What is wrong with the rules of a rehearsal is said before anything is opened: which rule, which key, what instead.</summary>
public sealed class RehearsalReaderTests
{
    [Theory]
    [InlineData("""{"Outcom":"ERROR"}""", "Outcom is unknown", "Outcome")]
    [InlineData("""{"Functoin":"f"}""", "Functoin is unknown", "Function")]
    [InlineData("""{"zzzzzz":1}""", "zzzzzz is unknown", "The keys are Kind, ")]
    [InlineData("""{"Outcome":"DELETED"}""", "Outcome is 'DELETED', a state that no run comes to", "COMPLETED")]
    [InlineData("""{"Outcome":"created"}""", "Outcome is 'CREATED', a state that no run comes to", "COMPLETED")]
    [InlineData("""{"Outcome":["COMPLETED","STOP"]}""", "Outcome is 'STOP', a state", "STOPPED")]
    [InlineData("""{"Outcome":"RESUME"}""", "Outcome is 'RESUME', a state", "RUNNING")]
    [InlineData("""{"Outcome":"FAILED"}""", "Outcome is 'FAILED', which is no state", "ERROR")]
    [InlineData("""{"Outcome":"COMPLETD"}""", "Outcome is 'COMPLETD', which is no state", "Was COMPLETED meant?")]
    [InlineData("""{"Outcome":[]}""", "Outcome is an empty list", "leave Outcome out")]
    [InlineData("""{"Outcome":null}""", "Outcome is null", "text")]
    [InlineData("""{"Outcome":5}""", "Outcome is 5, not text", "text")]
    [InlineData("""{"After":"soon"}""", "After is 'soon', which is no duration", "After = 2")]
    [InlineData("""{"After":-1}""", "After is -1, which is no duration", "seconds")]
    [InlineData("""{"After":true}""", "After is true, which is no duration", "seconds")]
    [InlineData("""{"After":1e300}""", "After is 1E+300, which is no duration", "seconds")]
    [InlineData("""{"Speed":0,"After":1}""", "Speed is 0, which is no speed", "above 0")]
    [InlineData("""{"Speed":"fast"}""", "Speed is 'fast', which is no speed", "above 0")]
    [InlineData("""{"Message":{"a":1}}""", "Message is a dictionary, not text", "text")]
    [InlineData("""{"Log":[1]}""", "Log is 1, not text", "text")]
    [InlineData("""{"Metric":{"loss":"low"}}""", "Metric.loss is no number", "list of numbers")]
    [InlineData("""{"Metric":{"loss":[]}}""", "Metric.loss is no number", "list of numbers")]
    [InlineData("""{"Metric":{"a/b":1}}""", "Metric has a name that can't be used", "loss")]
    [InlineData("""{"Metric":3}""", "Metric is 3, not a dictionary", "Metric = @{")]
    [InlineData("""{"Status":"ok"}""", "Status is 'ok', not a dictionary", "Status = @{")]
    [InlineData("""{"Status":{"state":"ERROR"}}""", "Status.state can't be given", "Outcome")]
    [InlineData("""{"Status":{"results":1}}""", "Status.results is 1, not a dictionary", "dictionary")]
    [InlineData("""{"Name":"a[b"}""", "Name can't be used", "")]
    [InlineData("""{"Label":""}""", "Label is empty, not text", "text")]
    [InlineData("""{"Fault":"Create"}""", "Fault is 'Create', not a dictionary", "On = 'Create'")]
    [InlineData("""{"Fault":{}}""", "Fault.On is missing", "Create")]
    [InlineData("""{"Fault":{"On":"Delete"}}""", "Fault.On is 'Delete', which is no operation", "Remove")]
    [InlineData("""{"Fault":{"On":"Updat"}}""", "Fault.On is 'Updat', which is no operation", "Was Update meant?")]
    [InlineData("""{"Fault":{"On":"Get","Error":"ServerUnavailabel"}}""", "Fault.Error is 'ServerUnavailabel', which is no error", "Was ServerUnavailable meant?")]
    [InlineData("""{"Fault":{"On":"Get","Times":0}}""", "Fault.Times is 0, which is no number of times", "from 1")]
    [InlineData("""{"Fault":{"On":"Get","Times":"2"}}""", "Fault.Times is '2', which is no number of times", "from 1")]
    [InlineData("""{"Fault":{"On":"Get","Time":2}}""", "Fault.Time is unknown", "Was Times meant?")]
    [InlineData("""{"Fault":{"On":"Get"},"After":2}""", "After does not go with Fault", "rule of its own")]
    [InlineData("""{"Fault":{"On":"Get"},"Speed":2}""", "Speed does not go with Fault", "rule of its own")]
    [InlineData("""{"Fault":{"On":["Create","Get"]},"Name":"x"}""", "Name does not go with this Fault", "Leave Name out")]
    public void What_is_wrong_names_the_rule_and_the_key(string rule, string said, string advice)
    {
        var error = Assert.Throws<InputException>(() => RehearsalReader.Read([Docs.Json("""{"Name":"fine"}"""), Docs.Json(rule)]));
        Assert.Equal("ValueInvalid", error.ErrorId);
        Assert.StartsWith("Rule 2 of -Rehearsal: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_and_words_are_read_in_any_case()
    {
        var rehearsal = RehearsalReader.Read([Docs.Json("""{"outcome":"error","AFTER":2}"""), Docs.Json("""{"fault":{"on":"create","error":"servererror"}}"""), Docs.Json("""{"speed":2}""")]);
        var rule = Assert.Single(rehearsal.Rules);
        Assert.Equal(["ERROR"], rule.Outcomes);
        Assert.Equal(TimeSpan.FromSeconds(1), rule.After);
        var fault = Assert.Single(rehearsal.Faults);
        Assert.Equal(("ServerError", 1), (fault.Error, fault.Times));
        Assert.Equal(["Create"], fault.On);
    }
}
