// Both sides of each day as bars; the table below it says the same to who cannot see it.
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { dayName } from '../../days'
import { useWords } from '../../words'
import type { SheetDay } from './statement'

const HEIGHT = 240
const NARROW = 460

export default function Chart({ days }: { days: SheetDay[] }) {
  const place = useRef<HTMLDivElement>(null)
  const { locale, timesheet: words } = useWords()
  useEffect(() => {
    const frame = place.current
    if (!frame) return
    let plot: uPlot | null = null
    const draw = () => {
      plot?.destroy()
      plot = new uPlot(optionsFor(days, frame, locale, words.memtime, words.psa), dataOf(days), frame)
    }
    draw()
    const resized = new ResizeObserver(() => plot?.setSize({ width: frame.clientWidth, height: HEIGHT }))
    resized.observe(frame)
    const themed = new MutationObserver(draw)
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      themed.disconnect()
      plot?.destroy()
    }
  }, [days, locale])
  return <div ref={place} class="chart" aria-hidden="true" />
}

function dataOf(days: SheetDay[]): uPlot.AlignedData {
  return [
    days.map((_, number) => number),
    days.map((day) => day.memtimeSeconds / 3600),
    days.map((day) => day.psaSeconds / 3600),
  ]
}

/** What fits below a pair of bars. */
function dayStyle(frame: HTMLElement): Intl.DateTimeFormatOptions {
  return frame.clientWidth < NARROW ? { weekday: 'short' } : { weekday: 'short', day: 'numeric' }
}

function optionsFor(days: SheetDay[], frame: HTMLElement, locale: string, memtime: string, psa: string): uPlot.Options {
  const colour = (name: string) => getComputedStyle(frame).getPropertyValue(name).trim()
  const font = '12px system-ui, sans-serif'
  const bars = (align: -1 | 1) => uPlot.paths.bars?.({ size: [0.34, 44], align, radius: 0.12 })
  const axis = { stroke: colour('--dim'), font, ticks: { show: false } }
  const side = (label: string, fill: string, align: -1 | 1): uPlot.Series => {
    const paths = bars(align)
    return { label, fill, stroke: fill, points: { show: false }, ...(paths ? { paths } : {}) }
  }
  return {
    width: frame.clientWidth,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_, __, highest) => [0, Math.max(1, Math.ceil(highest))] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        splits: days.map((_, number) => number),
        values: (_, splits) => splits.map((number) => dayName(days[number]?.date ?? '', locale, dayStyle(frame))),
      },
      { ...axis, grid: { stroke: colour('--line'), width: 1 }, values: (_, splits) => splits.map((hours) => `${hours} h`), size: 48 },
    ],
    series: [{}, side(memtime, colour('--main'), -1), side(psa, colour('--bar-psa'), 1)],
  }
}
