using AutoCompress.Host.Store;
using AutoCompress.Studies;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>The people of a history: they submit, change their minds, and watch.</summary>
internal sealed class Users
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly HistoryWorld _history;
    private readonly Process _process;
    private readonly RemoteStudies _studies;
    private readonly string?[] _ids;
    private int _resuming;

    public Users(HistoryWorld history)
    {
        _history = history;
        _process = new Process(history.World, "user");
        _studies = new RemoteStudies(history.Network, _process, history.Store.Studies);
        _ids = new string?[history.Plan.Studies.Length];
    }

    /// <summary>Submits all studies, some of them by two calls at once with one key.</summary>
    public void Begin()
    {
        for (var i = 0; i < _ids.Length; i++)
        {
            var (number, spec) = (i, _history.Plan.Studies[i]);
            _process.Later(_history.World.Between(0, i == 0 ? 3 : 40), () => _ = SubmitAsync(number, spec));
            if (_history.World.Chance(0.2))
            {
                _process.Later(_history.World.Between(0, 40), () => _ = SubmitAsync(number, spec));
            }
        }
    }

    public void Order(FaultKind order, int study)
    {
        if (_ids[study] is { } id)
        {
            _process.Later(TimeSpan.Zero, () => _ = OrderAsync(order, id));
        }
    }

    /// <summary>Resumes what is paused, again and again.</summary>
    public void ResumeAll()
    {
        if (_resuming > 0)
        {
            return;
        }

        foreach (var id in _history.Store.Tables.Studies.Where(study => study.State == StudyState.Paused).Select(study => study.Id).ToList())
        {
            _resuming++;
            _process.Later(TimeSpan.Zero, async () =>
            {
                await OrderAsync(FaultKind.Resume, id).ConfigureAwait(false);
                _resuming--;
            });
        }
    }

    private async Task SubmitAsync(int number, StudySpec spec)
    {
        while (true)
        {
            try
            {
                var made = await _studies.CreateAsync(
                    new NewStudy(spec, new StudyInputs(spec.Model, "data"), $"study {number}"), CancellationToken.None).ConfigureAwait(false);
                if (_ids[number] is { } id && id != made.Study.Id)
                {
                    _history.Oracle.Violate($"One key made two studies, {id} and {made.Study.Id}.");
                }

                if (_ids[number] is null)
                {
                    _ids[number] = made.Study.Id;
                    new Watcher(_history, made.Study.Id).Begin();
                }

                return;
            }
            catch (StoreException)
            {
                await _process.Pass(Patience).ConfigureAwait(false);
            }
        }
    }

    private async Task OrderAsync(FaultKind order, string id)
    {
        try
        {
            await (order switch
            {
                FaultKind.Pause => _studies.PauseAsync(id, null, CancellationToken.None),
                FaultKind.Resume => _studies.ResumeAsync(id, CancellationToken.None),
                _ => _studies.CancelAsync(id, CancellationToken.None),
            }).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // A user that gets no answer may think better of it.
        }
    }
}
