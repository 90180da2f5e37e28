namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Results of steps: each came from the silo that had the step's lease at that moment, by the audit's account of claims.</summary>
internal static class StepCheck
{
    public static async Task RunAsync(ChaosDatabase database, Verdict verdict)
    {
        var lives = (await database.QueryAsync<(string Silo, string App)>("SELECT silo, app FROM audit.life")).ToDictionary(life => life.Silo, life => life.App);
        var happened = await database.QueryAsync<(long Id, string App, string Key, string Name, string Happened, string? Silo, long Fence)>(
            "SELECT id, app, key, coalesce(name, ''), happened, silo, coalesce(fence, 0) FROM audit.step ORDER BY id");
        var fences = new HashSet<long>();
        foreach (var step in happened.GroupBy(one => one.Key))
        {
            (string Silo, long Fence)? holder = null;
            var hasResult = false;
            foreach (var one in step)
            {
                switch (one.Happened)
                {
                    case "claimed":
                        if (!fences.Add(one.Fence))
                        {
                            verdict.DoubledResult($"The fence {one.Fence} was given twice.");
                        }

                        if (hasResult)
                        {
                            verdict.DoubledResult($"Step '{one.Name}' {one.Key} was started again though it had a result.");
                        }

                        holder = (one.Silo!, one.Fence);
                        break;
                    case "released":
                        holder = null;
                        break;
                    case "result":
                        if (holder != (one.Silo!, one.Fence) || lives.GetValueOrDefault(one.Silo!) != one.App)
                        {
                            verdict.DoubledResult($"Step '{one.Name}' {one.Key}: {one.App} wrote a result as {one.Silo} with fence {one.Fence}, while {holder} held it.");
                        }

                        if (hasResult)
                        {
                            verdict.DoubledResult($"Step '{one.Name}' {one.Key} has got a second result.");
                        }

                        hasResult = true;
                        break;
                    case "forgotten":
                        verdict.Violation($"The result of step '{one.Name}' was forgotten though its files were only out of reach.");
                        hasResult = false;
                        break;
                    case "result changed":
                        verdict.DoubledResult($"The result of step '{one.Name}' {one.Key} was changed.");
                        break;
                }
            }
        }
    }
}
